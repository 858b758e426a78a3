package io.knockgate.client;

import io.knockgate.net.BadValue;
import io.knockgate.net.Port;

/// Where a connection is to lead: `HOST:PORT`, as ssh fills it in for `%h:%p`. An IPv6 address may
/// stand in brackets.
///
/// @param host a name or an address
/// @param port TCP
public record Destination(String host, int port) {
  /// Reads one.
  public static Destination parse(String text) throws BadValue {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new BadValue("where to connect is written HOST:PORT, not \"" + text + "\"");
    }
    var host = text.substring(0, colon);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return new Destination(
        bracketed ? host.substring(1, host.length() - 1) : host,
        Port.number(text.substring(colon + 1)));
  }

  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
