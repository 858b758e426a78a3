package io.knockgate.packet;

import static io.knockgate.packet.Octets.u16;
import static io.knockgate.packet.Octets.u8;

import io.knockgate.net.Port;
import io.knockgate.net.Protocol;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// The UDP ports on which single packets are heard, and what screens each: for a capture that hears
/// other ports too. Allocates nothing once it is there. One thread uses one instance.
public final class Screens {
  private static final int V4_HEADER = 20; // without options
  private static final int V6_HEADER = 40;
  private static final int UDP_HEADER = 8;
  private static final int UDP = 17;

  private final Map<Port, Screen> byPort;
  private final int[] ports;
  private final Screen[] screens;

  /// @param byPort what screens the datagrams to each UDP port
  public Screens(Map<Port, Screen> byPort) {
    this.byPort = new TreeMap<>(byPort);
    this.ports = this.byPort.keySet().stream().mapToInt(Screens::udp).toArray();
    this.screens = this.byPort.values().toArray(Screen[]::new);
  }

  /// Where no single packets are heard.
  public static Screens none() {
    return new Screens(Map.of());
  }

  private static int udp(Port port) {
    if (port.protocol() != Protocol.UDP) {
      throw new IllegalArgumentException("single packets come over UDP, not to " + port);
    }
    return port.number();
  }

  /// The ports that have one.
  public Set<Port> ports() {
    return Set.copyOf(byPort.keySet());
  }

  /// What screens that port's datagrams; where no single packets are heard, none passes.
  public Screen of(Port port) {
    return byPort.getOrDefault(port, (_, _, _) -> false);
  }

  /// Whether a frame may be a knock. It is not if it is a whole datagram, to a port that has a
  /// screen, which does not pass. All else may be: what other ports hear, and what has options or
  /// extension headers in front, which [PacketDecoder] walks.
  ///
  /// @param bytes a buffer, of which the frame is the first `length` bytes
  public boolean passes(byte[] bytes, int length, Link link) {
    int ip = packetAt(bytes, length, link);
    int udp = ports.length == 0 || ip < 0 ? -1 : datagramAt(bytes, length, ip);
    if (udp < 0) {
      return true;
    }
    int port = u16(bytes, udp + 2);
    int end = udp + u16(bytes, udp + 4);
    for (int i = 0; i < ports.length; i++) {
      if (ports[i] == port && udp + UDP_HEADER <= end && end <= length) {
        return screens[i].passes(bytes, udp + UDP_HEADER, end);
      }
    }
    return true;
  }

  /// Where the IP header begins that no tags or attributes are in front of; -1 for all others.
  private static int packetAt(byte[] bytes, int length, Link link) {
    return switch (link) {
      case IP -> 0;
      case ETHERNET -> length >= 14 && isIp(u16(bytes, 12)) ? 14 : -1;
      case LINUX_SLL -> length >= 16 && isIp(u16(bytes, 14)) ? 16 : -1;
      case LINUX_SLL2 -> length >= 20 && isIp(u16(bytes, 0)) ? 20 : -1;
      case NFLOG -> -1; // in files alone
    };
  }

  private static boolean isIp(int type) {
    return type == PacketDecoder.IPV4 || type == PacketDecoder.IPV6;
  }

  /// Where the UDP header begins that follows a plain IP header and is no fragment's; -1 for all
  /// others.
  private static int datagramAt(byte[] bytes, int length, int ip) {
    if (length - ip < V4_HEADER + UDP_HEADER) {
      return -1;
    }
    int first = u8(bytes, ip);
    if (first == 0x45) {
      boolean whole = (u16(bytes, ip + 6) & 0x3fff) == 0;
      return whole && u8(bytes, ip + 9) == UDP ? ip + V4_HEADER : -1;
    }
    boolean datagram = first >>> 4 == 6 && u8(bytes, ip + 6) == UDP;
    return datagram && length - ip >= V6_HEADER + UDP_HEADER ? ip + V6_HEADER : -1;
  }
}
