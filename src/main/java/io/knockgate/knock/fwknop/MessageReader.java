package io.knockgate.knock.fwknop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads a decrypted message as fwknop's own client writes it, and nothing else: docs/decisions.md
/// tells where fwknopd is less strict.
final class MessageReader {
  private static final Pattern BEGINNING = Pattern.compile("[0-9]{16}:.*", Pattern.DOTALL);
  private static final Pattern SECONDS = Pattern.compile("0|[1-9][0-9]{0,11}");
  private static final Pattern VERSION = Pattern.compile("[0-9.]{1,8}");
  private static final Pattern TYPE = Pattern.compile("[0-6]");

  /// Letters, digits and what fwknop lets a user's name have besides (lib/fko_user.c).
  private static final Pattern USER = Pattern.compile("[A-Za-z0-9 !#-)@.^_`{}~-]{1,48}");

  private final String[] fields;
  private int next;

  private MessageReader(String[] fields) {
    this.fields = fields;
  }

  /// Whether this can be what a client encrypted, rather than what another key makes of it.
  static boolean isText(byte[] plaintext) {
    return BEGINNING.matcher(new String(plaintext, US_ASCII)).matches();
  }

  /// Reads a message.
  ///
  /// @param text all of it
  /// @throws BadValue where it is not one; names the field and repeats nothing of it
  static FwknopMessage read(String text) throws BadValue {
    int end = text.lastIndexOf(':');
    if (end < 0 || !FwknopMessage.PRINTABLE.matcher(text).matches()) {
      throw bad("text");
    }
    checkDigest(text.substring(0, end), text.substring(end + 1));
    return new MessageReader(text.substring(0, end).split(":", -1)).message();
  }

  /// SHA-3 has the length of SHA-2, and is tried after it, as fwknop does.
  private static void checkDigest(String fields, String digest) throws BadValue {
    var bytes = fields.getBytes(US_ASCII);
    if (Arrays.stream(Digest.values())
        .noneMatch(kind -> kind.length == digest.length() && kind.of(bytes).equals(digest))) {
      throw bad("digest");
    }
  }

  private FwknopMessage message() throws BadValue {
    var salt = field("salt", Pattern.compile("[0-9]{16}"));
    var user = decoded("user");
    if (!USER.matcher(user).matches()) {
      throw bad("user");
    }
    var at = Instant.ofEpochSecond(Long.parseLong(field("time", SECONDS)));
    var version = field("version", VERSION);
    int type = Integer.parseInt(field("type", TYPE));
    var message = decoded("message");
    int comma = message.indexOf(',');
    if (comma < 0 || message.length() > FwknopMessage.LONGEST_MESSAGE) {
      throw bad("message");
    }
    var address = address(message.substring(0, comma));
    var asked = asked(type, message.substring(comma + 1));
    var timeout = type == 3 || type == 4 || type == 6 ? timeout() : null;
    if (next < fields.length) {
      throw new BadValue("it has more fields than its type");
    }
    return new FwknopMessage(salt, user, at, version, address, asked, timeout);
  }

  private Asked asked(int type, String text) throws BadValue {
    return switch (type) {
      case 0 -> command(text);
      case 1, 3 -> new Asked.Access(ports(text));
      case 2, 4 -> {
        var target = target();
        yield new Asked.Nat(ports(text), target.host(), target.port());
      }
      default -> {
        var target = target();
        yield new Asked.LocalNat(ports(text), target.host(), target.port());
      }
    };
  }

  private static Asked.Command command(String text) throws BadValue {
    if (text.isEmpty()) {
      throw bad("message");
    }
    return new Asked.Command(text);
  }

  /// An address that is written with leading zeros is octal to fwknopd and decimal to people.
  private static Address address(String text) throws BadValue {
    try {
      var address = Address.parse(text);
      if (!address.isV6()) {
        return address;
      }
    } catch (BadValue _) {
      // told without what it was
    }
    throw bad("address");
  }

  private static List<Port> ports(String text) throws BadValue {
    var ports = new ArrayList<Port>();
    try {
      for (var port : text.split(",", -1)) {
        ports.add(Port.parse(port));
      }
    } catch (BadValue _) {
      throw bad("message");
    }
    return ports;
  }

  private NatTarget target() throws BadValue {
    var text = decoded("NAT target");
    try {
      return NatTarget.parse(text);
    } catch (BadValue _) {
      throw bad("NAT target");
    }
  }

  private @Nullable Duration timeout() throws BadValue {
    long seconds = Long.parseLong(field("timeout", SECONDS));
    if (seconds > FwknopMessage.LONGEST_TIMEOUT.toSeconds()) {
      throw bad("timeout");
    }
    return seconds == 0 ? null : Duration.ofSeconds(seconds);
  }

  private String field(String name, Pattern form) throws BadValue {
    if (next >= fields.length || !form.matcher(fields[next]).matches()) {
      throw bad(name);
    }
    return fields[next++];
  }

  private String decoded(String name) throws BadValue {
    if (next >= fields.length) {
      throw bad(name);
    }
    String text;
    try {
      text = new String(Base64Text.decode(fields[next++]), US_ASCII);
    } catch (BadValue _) {
      throw bad(name);
    }
    if (!FwknopMessage.PRINTABLE.matcher(text).matches()) {
      throw bad(name);
    }
    return text;
  }

  private static BadValue bad(String field) {
    return new BadValue("its " + field + " is not as fwknop's client writes it");
  }
}
