package io.knockgate.invite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.knockgate.id.Name;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/// What a person needs to knock at a gateway with an SSH key: a file, which holds no secret.
///
/// @param name what the person calls the gateway, and the file
/// @param file the text of the client's file
public record Invitation(String name, String file) {
  private static final String SCHEME = "knockgate:";
  private static final int LONGEST = 64 * 1024;

  /// So many bytes of the text's SHA-256 stand before it.
  private static final int CHECK = 4;

  /// @throws IllegalArgumentException where the name is none that a file may have
  public Invitation {
    if (!Name.isName(name)) {
      throw new IllegalArgumentException(name);
    }
  }

  /// What a person may call the gateway of that name or address: the first part of its name.
  public static String nameOf(String host) {
    var first = host.split("\\.", 2)[0].toLowerCase(Locale.ROOT);
    return Name.isName(first) && !first.matches("[0-9]+") ? first : "gateway";
  }

  /// Reads a token.
  ///
  /// @throws BadValue where it is none
  public static Invitation parse(String token) throws BadValue {
    if (token.startsWith(SCHEME) && token.length() <= LONGEST) {
      try {
        var bytes = Base64.getUrlDecoder().decode(token.substring(SCHEME.length()));
        var text = Arrays.copyOfRange(bytes, Math.min(CHECK, bytes.length), bytes.length);
        var parts = new String(text, UTF_8).split("\n", 2);
        if (Arrays.equals(check(text), Arrays.copyOf(bytes, CHECK))
            && parts.length == 2
            && Name.isName(parts[0])) {
          return new Invitation(parts[0], parts[1]);
        }
      } catch (IllegalArgumentException notBase64) {
        // told below
      }
    }
    throw new BadValue(
        "this is no invitation, or not all of it, or a character is wrong: copy the whole word knockgate:... that `knockgate client add` printed");
  }

  /// All of it in one word.
  public String token() {
    var text = (name + "\n" + file).getBytes(UTF_8);
    var bytes = ByteBuffer.allocate(CHECK + text.length).put(check(text)).put(text).array();
    return SCHEME + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// What tells a slip of whoever copied it; nobody is kept from making another.
  private static byte[] check(byte[] text) {
    try {
      return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(text), CHECK);
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible); // every Java has it
    }
  }

  /// What makes `ssh NAME` knock first: a stanza of ~/.ssh/config.
  ///
  /// @param host the gateway
  /// @param door the TCP port that a knock opens, where ssh is answered
  public static String sshConfig(String name, String host, Port door) {
    return """
        Host %1$s
          HostName %2$s
          Port %3$s
          ProxyCommand knockgate knock --connect %%h:%%p %1$s
        """
        .formatted(name, host, door.number());
  }
}
