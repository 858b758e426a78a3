package io.knockgate.net;

/// An address and a port number of it, written `10.20.0.5:22` or `[fd00:20::5]:22`.
///
/// @param address the host
/// @param port 1 to 65535
public record Endpoint(Address address, int port) {
  public Endpoint {
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port " + port);
    }
  }

  /// Reads `10.20.0.5:22` or `[fd00:20::5]:22`.
  public static Endpoint parse(String text) throws BadValue {
    int colon = text.lastIndexOf(':');
    boolean bracketed = text.startsWith("[") && colon > 0 && text.charAt(colon - 1) == ']';
    if (colon < 1 || (!bracketed && text.indexOf(':') != colon)) {
      throw bad(text);
    }
    var host = bracketed ? text.substring(1, colon - 1) : text.substring(0, colon);
    var address = Address.parse(host);
    if (address.isV6() != bracketed) {
      throw bad(text);
    }
    return new Endpoint(address, Port.number(text.substring(colon + 1)));
  }

  private static BadValue bad(String text) {
    return new BadValue(
        "a host and port is written 10.20.0.5:22 or [fd00:20::5]:22, not \"" + text + "\"");
  }

  @Override
  public String toString() {
    return (address.isV6() ? "[" + address + "]" : address) + ":" + port;
  }
}
