package io.knockgate.config;

import io.knockgate.id.Name;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import io.knockgate.time.Span;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/// The forms of single values that no noun of the house reads by itself.
final class Forms {
  /// `IFNAMSIZ` of linux/if.h less the final NUL. The kernel would take other characters too, but
  /// nobody names an interface with a quote or an asterisk, which mean something to nftables.
  private static final Pattern INTERFACE = Pattern.compile("(?!\\.{1,2}$)[A-Za-z0-9._+-]{1,15}");

  /// Letters, digits and hyphens (RFC 1123, section 2.1), and the underscore that some use.
  private static final Pattern HOST =
      Pattern.compile("(?=.{1,253}$)[A-Za-z0-9_][A-Za-z0-9_-]*(\\.[A-Za-z0-9_][A-Za-z0-9_-]*)*");

  private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");
  private static final Pattern PACE = Pattern.compile("([0-9]{1,5})(m)?s");
  private static final int LONGEST_PACE_MILLIS = 10_000;

  /// `sun_path` of linux/un.h less the final NUL, in bytes.
  private static final int LONGEST_SOCKET = 107;

  private Forms() {}

  /// A name of the operator's choice: of a knock, of an action, of a client.
  static String name(String text) throws BadValue {
    if (!Name.isName(text)) {
      throw new BadValue(
          "a name is at most 64 of a-z, 0-9 and -, and starts with no -; not \"%s\""
              .formatted(text));
    }
    return text;
  }

  /// A network interface's name.
  static String interfaceName(String text) throws BadValue {
    if (!INTERFACE.matcher(text).matches()) {
      throw new BadValue(
          "an interface's name is at most 15 letters, digits and . _ + -; not \"%s\""
              .formatted(text));
    }
    return text;
  }

  /// A time of at least a second.
  static Parser<Duration> time(Duration atMost) {
    return time(Duration.ofSeconds(1), atMost);
  }

  /// A time of these bounds, both included.
  static Parser<Duration> time(Duration atLeast, Duration atMost) {
    return text -> {
      var time = Span.parse(text);
      if (time.isEmpty() || time.get().compareTo(atLeast) < 0 || time.get().compareTo(atMost) > 0) {
        throw new BadValue(
            "a time is written 15s, 10m, 4h, 2d or 1h30m, from %s to %s; not \"%s\""
                .formatted(Span.format(atLeast), Span.format(atMost), text));
      }
      return time.get();
    };
  }

  /// A time that may be as long as times get.
  static Duration time(String text) throws BadValue {
    return time(Span.LONGEST).parse(text);
  }

  /// A port of a sequence: a number alone is TCP.
  static Port knockPort(String text) throws BadValue {
    return text.indexOf('/') < 0 ? Port.tcp(Port.number(text)) : Port.parse(text);
  }

  /// A path from the root.
  static Path path(String text) throws BadValue {
    if (!text.startsWith("/")) {
      throw new BadValue("a path starts with /, not \"" + text + "\"");
    }
    return file(text);
  }

  /// A path from the root, or from `~/`, the user's home: that of the passwd database, as ssh takes
  /// it.
  static Path homeFile(String text) throws BadValue {
    if (text.startsWith("~/")) {
      return file(System.getProperty("user.home") + text.substring(1));
    }
    if (!text.startsWith("/")) {
      throw new BadValue("a path starts with / or ~/, not \"" + text + "\"");
    }
    return file(text);
  }

  /// A path from the root, or from the directory of the file that it stands in.
  static Path file(String text) throws BadValue {
    if (text.isEmpty() || text.chars().anyMatch(Character::isISOControl)) {
      throw new BadValue("a path has at least one character, and no control characters");
    }
    try {
      return Path.of(text).normalize();
    } catch (InvalidPathException bad) {
      throw new BadValue("\"%s\" is no path: %s".formatted(text, bad.getReason()));
    }
  }

  /// The directory of the state.
  static Path state(String text) throws BadValue {
    if (text.startsWith("jdbc:")) {
      throw new BadValue("a database for the state is not in this version; name a directory");
    }
    return path(text);
  }

  /// A Unix domain socket's path.
  static Path socket(String text) throws BadValue {
    var path = path(text);
    int length = path.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST_SOCKET) {
      throw new BadValue(
          "a socket's path has at most %d bytes, this one has %d"
              .formatted(LONGEST_SOCKET, length));
    }
    return path;
  }

  /// The name or address of a gateway.
  static String host(String text) throws BadValue {
    if (text.indexOf(':') >= 0 || NUMBERS.matcher(text).matches()) {
      return Address.parse(text).toString();
    }
    if (!HOST.matcher(text).matches()) {
      throw new BadValue("a host is a name or an address, not \"" + text + "\"");
    }
    return text;
  }

  /// The time from one packet to the next.
  static Duration pace(String text) throws BadValue {
    var match = PACE.matcher(text);
    long millis =
        match.matches() ? Long.parseLong(match.group(1)) * (match.group(2) == null ? 1000 : 1) : 0;
    if (millis < 1 || millis > LONGEST_PACE_MILLIS) {
      throw new BadValue("a pace is written 50ms or 1s, from 1ms to 10s; not \"" + text + "\"");
    }
    return Duration.ofMillis(millis);
  }

  /// A host behind the gateway and its port.
  static Endpoint target(String text) throws BadValue {
    var target = Endpoint.parse(text);
    var host = target.address().toInetAddress();
    if (host.isAnyLocalAddress()
        || host.isLoopbackAddress()
        || host.isLinkLocalAddress()
        || host.isMulticastAddress()) {
      throw new BadValue(
          "%s is no address of a host behind the gateway".formatted(target.address()));
    }
    return target;
  }
}
