package io.knockgate.knock.fwknop;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a packet says, once it is decrypted: fields of text with `:` in between (fwknop 2.6,
/// lib/fko_encode.c).
///
/// @param salt sixteen digits that mean nothing; `rand` in fwknop's sources
/// @param user who sends it, by its own account: of no account here
/// @param at when it was made, by the client's clock; whole seconds since 1970
/// @param version of the format, by the client's account
/// @param address the IPv4 address to admit; [#SENDER] for the packet's source
/// @param asked what it asks for
/// @param timeout how long, whole seconds; null where it names none. Commands never do
public record FwknopMessage(
    String salt,
    String user,
    Instant at,
    String version,
    Address address,
    Asked asked,
    @Nullable Duration timeout) {
  /// The address that stands for the packet's source: `0.0.0.0` (`-s`).
  public static final Address SENDER = Address.v4(0);

  /// The longest time that a packet can name: what fwknop's client reads from `-f`.
  public static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(Integer.MAX_VALUE);

  /// The longest address with what is asked for, in characters: 256 in base64
  /// (MAX_SPA_MESSAGE_SIZE).
  static final int LONGEST_MESSAGE = 192;

  /// Text of which nothing can be misread on a terminal or in a log.
  static final Pattern PRINTABLE = Pattern.compile("[ -~]+");

  /// What fwknop 2.6.10 says.
  private static final String VERSION = "3.0.0";

  private static final long SALTS = 10_000_000_000_000_000L;

  /// A message that a client sends now.
  ///
  /// @param user as fwknop's `-U`
  /// @param at now; fractions of a second are lost
  /// @param address the address to admit; [#SENDER] for the packet's source
  /// @param timeout how long, rounded up to seconds; null to leave it to the gateway
  /// @throws BadValue where the format can't say it
  public static FwknopMessage of(
      String user,
      Instant at,
      Address address,
      Asked asked,
      @Nullable Duration timeout,
      RandomGenerator random)
      throws BadValue {
    if (address.isV6()) {
      throw new BadValue("fwknop's packets can name an IPv4 address only, not " + address);
    }
    if (timeout != null && asked instanceof Asked.Command) {
      throw new BadValue("fwknop's packets can't name a time for a command");
    }
    if (timeout != null && (!timeout.isPositive() || timeout.compareTo(LONGEST_TIMEOUT) > 0)) {
      throw new BadValue("fwknop's packets can't name that time: " + timeout);
    }
    var message =
        new FwknopMessage(
            "%016d".formatted(random.nextLong(SALTS)),
            user,
            Instant.ofEpochSecond(at.getEpochSecond()),
            VERSION,
            address,
            asked,
            timeout == null
                ? null
                : Duration.ofSeconds(timeout.plusNanos(999_999_999).toSeconds()));
    if (!MessageReader.read(message.text()).equals(message)) { // one place that knows every limit
      throw new BadValue("fwknop's packets can't say that");
    }
    return message;
  }

  /// The number of its kind, 0 to 6 (lib/fko.h, fko_message_type_t).
  int type() {
    return switch (asked) {
      case Asked.Command _ -> 0;
      case Asked.Access _ -> timeout == null ? 1 : 3;
      case Asked.Nat _ -> timeout == null ? 2 : 4;
      case Asked.LocalNat _ -> timeout == null ? 5 : 6;
    };
  }

  /// The whole text, with its digest of SHA-256 at the end, as fwknop's client makes it.
  String text() {
    var fields =
        new StringBuilder()
            .append(salt)
            .append(':')
            .append(coded(user))
            .append(':')
            .append(at.getEpochSecond())
            .append(':')
            .append(version)
            .append(':')
            .append(type());
    switch (asked) {
      case Asked.Command(var text) -> append(fields, address + "," + text);
      case Asked.Access(var ports) -> append(fields, address + "," + list(ports));
      case Asked.Nat(var outside, var host, int port) -> {
        append(fields, address + "," + list(outside));
        append(fields, host + "," + port);
      }
      case Asked.LocalNat(var outside, var gateway, int port) -> {
        append(fields, address + "," + list(outside));
        append(fields, gateway + "," + port);
      }
    }
    if (timeout != null) {
      fields.append(':').append(timeout.toSeconds());
    }
    var digest = Digest.SHA256.of(fields.toString().getBytes(US_ASCII));
    return fields.append(':').append(digest).toString();
  }

  private static void append(StringBuilder fields, String text) {
    fields.append(':').append(coded(text));
  }

  private static String coded(String text) {
    return Base64Text.encode(text.getBytes(US_ASCII));
  }

  private static String list(List<Port> ports) {
    return ports.stream().map(Port::toString).collect(Collectors.joining(","));
  }
}
