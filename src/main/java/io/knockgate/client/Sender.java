package io.knockgate.client;

import io.knockgate.net.Port;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;

/// Sends a knock as any program of an ordinary user can: a connection attempt for each TCP port,
/// given up again, and a datagram for each UDP port.
final class Sender {
  private final InetAddress gateway;
  private final Duration pace;

  /// @param gateway where to
  /// @param pace the time from one packet to the next. The network may turn two around that are
  ///     closer than its jitter, and then the knock is lost.
  Sender(InetAddress gateway, Duration pace) {
    this.gateway = gateway;
    this.pace = pace;
  }

  /// Sends one knock.
  ///
  /// @throws IOException where this machine can't: no route, no right
  void send(Knock knock) throws IOException, InterruptedException {
    switch (knock) {
      case Knock.Ports(var ports) -> sendEach(ports);
      case Knock.Datagram(var udp, var payload) ->
          to(udp, at -> datagram(at, ByteBuffer.wrap(payload.copy())));
    }
  }

  private void sendEach(List<Port> ports) throws IOException, InterruptedException {
    for (var port : ports) {
      switch (port.protocol()) {
        case TCP -> to(port, this::attempt);
        case UDP -> {
          to(port, at -> datagram(at, ByteBuffer.allocate(0)));
          Thread.sleep(pace);
        }
      }
    }
  }

  /// A way to knock on one port.
  private interface Way {
    void go(InetSocketAddress at) throws IOException, InterruptedException;
  }

  private void to(Port port, Way way) throws IOException, InterruptedException {
    try {
      way.go(new InetSocketAddress(gateway, port.number()));
    } catch (IOException refused) {
      throw new IOException(
          "%s at %s can't be knocked on: %s"
              .formatted(port, gateway.getHostAddress(), refused.getMessage()),
          refused);
    }
  }

  /// An attempt that is given up after the pace is one SYN: Linux sends the second after a second.
  private void attempt(InetSocketAddress to) throws IOException, InterruptedException {
    try (var channel = SocketChannel.open()) {
      channel.configureBlocking(false);
      channel.connect(to);
      Thread.sleep(pace);
    } catch (ConnectException refused) {
      Thread.sleep(pace); // at once, as on this machine itself: a closed port was knocked on
    }
  }

  private static void datagram(InetSocketAddress to, ByteBuffer payload) throws IOException {
    try (var channel = DatagramChannel.open()) {
      channel.send(payload, to);
    }
  }
}
