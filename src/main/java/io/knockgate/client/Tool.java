package io.knockgate.client;

import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/// Other programs that can knock, and what to tell them: lines for a shell, in which the words in
/// capitals are filled in. The host is printed as the user wrote it, who could look it up.
public enum Tool {
  /// The ports alone, or the datagram in base64.
  PORTS("ALL", "PORT", "udp/PORT", "BASE64"),

  /// knockd's client.
  KNOCK("knock -d 20 IPV6 HOST ALL", "PORT:tcp", "PORT:udp", ""),

  /// UDP is for root; a TCP connection attempt is for everybody.
  NMAP(
      "",
      "nmap -n -Pn IPV6 -sT --max-retries 0 --host-timeout 1s -p PORT HOST",
      "nmap -n -Pn IPV6 -sU --max-retries 0 --host-timeout 1s -p PORT HOST",
      ""),

  /// OpenBSD's netcat.
  NC(
      "",
      "nc -z -w 1 HOST PORT",
      "echo | nc -u -q 0 -w 1 HOST PORT",
      "echo BASE64 | base64 -d | nc -u -q 0 -w 1 HOST PORT"),

  /// For root; IPv4 alone. By itself it would send two SYNs of one second from the same port with
  /// the same number, which is what a retransmission is.
  HPING3(
      "",
      "hping3 -q -c 1 -S -s $((1024 + RANDOM)) -p PORT HOST",
      "hping3 -q -c 1 --udp -p PORT HOST",
      ""),

  /// A shell and nothing else.
  BASH(
      "",
      "timeout 1 bash -c '</dev/tcp/HOST/PORT' 2>/dev/null",
      "echo >/dev/udp/HOST/PORT",
      "echo BASE64 | base64 -d >/dev/udp/HOST/PORT");

  /// The line for all ports together; the empty text where there is a line for each.
  private final String together;

  private final String tcp;
  private final String udp;

  /// The line for a datagram with contents; the empty text where it can't send one.
  private final String datagram;

  Tool(String together, String tcp, String udp, String datagram) {
    this.together = together;
    this.tcp = tcp;
    this.udp = udp;
    this.datagram = datagram;
  }

  /// What a shell is to run to send the knock.
  ///
  /// @param host the gateway's name or address
  /// @param v6 whether it is knocked on by IPv6
  /// @throws BadValue where this tool can't
  public List<String> lines(String host, boolean v6, Knock knock) throws BadValue {
    if (v6 && this == HPING3) {
      throw new BadValue(this + " can't knock by IPv6; use -4, or another tool");
    }
    return switch (knock) {
      case Knock.Ports(var ports) ->
          lines(ports).stream().map(line -> reaching(host, v6, line)).toList();
      case Knock.Datagram(var udp, var payload) -> {
        if (datagram.isEmpty()) {
          throw new BadValue(
              this + " can't send a datagram with contents; use nc, bash, or ports (in base64)");
        }
        var line = datagram.replace("PORT", Integer.toString(udp.number()));
        var contents = Base64.getEncoder().encodeToString(payload.copy());
        yield List.of(reaching(host, v6, line).replace("BASE64", contents));
      }
    };
  }

  private static String reaching(String host, boolean v6, String line) {
    return line.replace("IPV6 ", v6 ? "-6 " : "").replace("HOST", host);
  }

  private List<String> lines(List<Port> ports) {
    var each = ports.stream().map(this::line).toList();
    return together.isEmpty() ? each : List.of(together.replace("ALL", String.join(" ", each)));
  }

  private String line(Port port) {
    var line =
        switch (port.protocol()) {
          case TCP -> tcp;
          case UDP -> udp;
        };
    return line.replace("PORT", Integer.toString(port.number()));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
