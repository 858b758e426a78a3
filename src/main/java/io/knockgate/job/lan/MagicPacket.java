package io.knockgate.job.lan;

import io.knockgate.job.TaskEnd;
import io.knockgate.linux.InterfaceState;
import io.knockgate.linux.LinuxException;
import io.knockgate.net.Mac;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What wakes a machine: six octets of ones and sixteen times its hardware address, in a UDP
/// datagram to everybody (AMD's white paper 20213, "Magic Packet Technology").
final class MagicPacket {
  private static final int ONES = 6;
  private static final int REPEATED = 16;

  /// Discard, by custom: a machine that is awake hears nothing there.
  private static final int PORT = 9;

  /// A datagram may be lost, and there is no answer to tell.
  private static final int TIMES = 3;

  private final byte[] octets;

  /// @param mac of the card that is to wake its machine
  MagicPacket(Mac mac) {
    var address = mac.octets();
    var bytes = ByteBuffer.allocate(ONES + REPEATED * address.length);
    for (int i = 0; i < ONES; i++) {
      bytes.put((byte) 0xff);
    }
    for (int i = 0; i < REPEATED; i++) {
      bytes.put(address);
    }
    octets = bytes.array();
  }

  /// Sends it from that interface.
  TaskEnd send(String link) {
    try {
      var state = InterfaceState.of(link);
      if (state.isEmpty()) {
        return failed("there is no interface " + link);
      }
      if (!state.get().up()) {
        return failed("interface " + link + " is down");
      }
      var homes = homes(link);
      if (homes.isEmpty()) {
        return failed("interface " + link + " has no IPv4 address to send from");
      }
      for (var home : homes) {
        send(home);
      }
      return new TaskEnd.Done("");
    } catch (IOException | LinuxException refused) {
      return failed("a magic packet could not be sent on " + link + ": " + refused.getMessage());
    }
  }

  private static List<InterfaceAddress> homes(String link) throws IOException {
    var card = NetworkInterface.getByName(link); // null too where it has no address at all
    return card == null
        ? List.of()
        : card.getInterfaceAddresses().stream()
            .filter(home -> home.getAddress() instanceof Inet4Address)
            .toList();
  }

  /// From a socket that is bound to an address of ours, the kernel sends to 255.255.255.255 on that
  /// address's interface, whatever the routes say (ip_route_output_key_hash_rcu).
  private void send(InterfaceAddress home) throws IOException {
    try (var channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
      channel.setOption(StandardSocketOptions.SO_BROADCAST, true);
      channel.bind(new InetSocketAddress(home.getAddress(), 0));
      for (int i = 0; i < TIMES; i++) {
        for (var everybody : everybody(home)) {
          channel.send(ByteBuffer.wrap(octets), new InetSocketAddress(everybody, PORT));
        }
      }
    }
  }

  private static Set<InetAddress> everybody(InterfaceAddress home) throws IOException {
    var all = new LinkedHashSet<InetAddress>();
    all.add(InetAddress.getByAddress(new byte[] {-1, -1, -1, -1}));
    if (home.getBroadcast() != null) {
      all.add(home.getBroadcast());
    }
    return all;
  }

  private static TaskEnd failed(String reason) {
    return new TaskEnd.Failed(reason, "");
  }
}
