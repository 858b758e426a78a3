package io.knockgate.knock.encrypted;

import io.knockgate.action.Ask;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.net.Protocol;
import io.knockgate.time.Span;
import java.time.Duration;

/// What an encrypted knock says, whichever cipher carries it.
///
/// @param source the IPv4 address to admit, or [#SENDER]
/// @param ask the TCP port and the time that it asks for. No cipher can say that a time is not
///     asked for: it goes and comes as [Ask#NO_LIMIT]
/// @param close whether it asks for an early end instead; then the time means nothing
public record Plaintext(Address source, Ask ask, boolean close) {
  /// 0.0.0.0: whoever sends the knock.
  public static final Address SENDER = Address.v4(0);

  /// Reads the three numbers that all ciphers carry.
  ///
  /// @param close the number that stands for an early end in the place of the minutes
  static Plaintext of(int address, int port, int minutes, int close) {
    var time = minutes == 0 ? Ask.NO_LIMIT : Duration.ofMinutes(minutes);
    return new Plaintext(
        Address.v4(address),
        new Ask(port == 0 ? null : Port.tcp(port), minutes == close ? null : time),
        minutes == close);
  }

  byte[] address() throws BadValue {
    if (source.isV6()) {
      throw new BadValue(
          "an encrypted sequence names an IPv4 address or nobody but its sender, not " + source);
    }
    return source.bytes();
  }

  int port(int largest) throws BadValue {
    var port = ask.port();
    if (port == null) {
      return 0;
    }
    if (port.protocol() != Protocol.TCP || port.number() > largest) {
      throw new BadValue("this cipher asks for tcp/1 to tcp/%d, not %s".formatted(largest, port));
    }
    return port.number();
  }

  int minutes(int closeNumber) throws BadValue {
    if (close) {
      return closeNumber;
    }
    var time = ask.time();
    if (time == null || time.equals(Ask.NO_LIMIT)) {
      return 0;
    }
    long minutes = time.toMinutes();
    if (minutes < 1 || minutes >= closeNumber || !time.equals(Duration.ofMinutes(minutes))) {
      throw new BadValue(
          "this cipher asks for 1 to %d whole minutes or for no limit, not for %s"
              .formatted(closeNumber - 1, Span.format(time)));
    }
    return (int) minutes;
  }
}
