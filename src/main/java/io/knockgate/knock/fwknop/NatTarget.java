package io.knockgate.knock.fwknop;

import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import java.util.regex.Pattern;

/// A host and a port, written `10.20.0.5,22`.
///
/// @param host an IPv4 address or a host's name (RFC 1123, 2.1); fwknop knows no IPv6 here
/// @param port 1 to 65535
record NatTarget(String host, int port) {
  private static final int LONGEST_NAME = 253;
  private static final Pattern NUMBERS = Pattern.compile("[0-9.]+");
  private static final Pattern NAME =
      Pattern.compile("(?:(?!-)[A-Za-z0-9-]{1,63}(?<!-)\\.)*(?!-)[A-Za-z0-9-]{1,63}(?<!-)");

  static NatTarget parse(String text) throws BadValue {
    int comma = text.indexOf(',');
    if (comma < 0) {
      throw new BadValue("a host and port is written 10.20.0.5,22 here, not \"" + text + "\"");
    }
    var host = text.substring(0, comma);
    if (NUMBERS.matcher(host).matches()) {
      Address.parse(host);
    } else if (host.length() > LONGEST_NAME || !NAME.matcher(host).matches()) {
      throw new BadValue("a host is an IPv4 address or a name, not \"" + host + "\"");
    }
    return new NatTarget(host, Port.number(text.substring(comma + 1)));
  }
}
