package io.knockgate.net;

/// A range of port numbers of no particular protocol, both ends included, written `1040-1049`; one
/// port is `22`.
///
/// @param first 1 to 65535
/// @param last `first` to 65535
public record PortRange(int first, int last) {
  /// Every port there is.
  public static final PortRange ALL = new PortRange(1, 65535);

  public PortRange {
    if (first < 1 || last > 65535 || first > last) {
      throw new IllegalArgumentException("port range " + first + "-" + last);
    }
  }

  /// Reads `1040-1049` or `22`.
  public static PortRange parse(String text) throws BadValue {
    int dash = text.indexOf('-');
    if (dash < 0) {
      int only = Port.number(text);
      return new PortRange(only, only);
    }
    int first = Port.number(text.substring(0, dash));
    int last = Port.number(text.substring(dash + 1));
    if (first > last) {
      throw new BadValue("a port range is written low-high, not \"" + text + "\"");
    }
    return new PortRange(first, last);
  }

  /// Whether the port number lies in the range.
  public boolean contains(int number) {
    return first <= number && number <= last;
  }

  /// How many ports the range has.
  public int size() {
    return last - first + 1;
  }

  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
