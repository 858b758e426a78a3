package io.knockgate.net;

import java.util.Comparator;
import java.util.regex.Pattern;

/// One port of one protocol, written `tcp/22`.
///
/// @param protocol the protocol
/// @param number 1 to 65535
public record Port(Protocol protocol, int number) implements Comparable<Port> {
  private static final Comparator<Port> ORDER =
      Comparator.comparing(Port::protocol).thenComparingInt(Port::number);
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,5}");

  public Port {
    if (number < 1 || number > 65535) {
      throw new IllegalArgumentException("port " + number);
    }
  }

  /// The TCP port of that number.
  public static Port tcp(int number) {
    return new Port(Protocol.TCP, number);
  }

  /// The UDP port of that number.
  public static Port udp(int number) {
    return new Port(Protocol.UDP, number);
  }

  /// Reads `tcp/22` or `udp/53`.
  public static Port parse(String text) throws BadValue {
    for (var protocol : Protocol.values()) {
      var prefix = protocol + "/";
      if (text.startsWith(prefix)) {
        return new Port(protocol, number(text.substring(prefix.length())));
      }
    }
    throw new BadValue("a port is written tcp/22 or udp/53, not \"" + text + "\"");
  }

  /// Reads a port number without a protocol, 1 to 65535, decimal digits only.
  public static int number(String text) throws BadValue {
    if (!DECIMAL.matcher(text).matches()) {
      throw new BadValue("a port number is 1 to 65535, not \"" + text + "\"");
    }
    int number = Integer.parseInt(text);
    if (number < 1 || number > 65535) {
      throw new BadValue("a port number is 1 to 65535, not " + text);
    }
    return number;
  }

  @Override
  public int compareTo(Port other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return protocol + "/" + number;
  }
}
