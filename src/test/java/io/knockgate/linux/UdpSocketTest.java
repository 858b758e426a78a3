package io.knockgate.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.Address;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UdpSocketTest {
  private static final byte[] WORDS = {1, 2, 3};

  /// Both kinds of socket: the second is for kernels without IPv6.
  @ParameterizedTest
  @ValueSource(ints = {UdpSocket.AF_INET6, UdpSocket.AF_INET})
  void aDatagramIsTakenWithItsAddresses(int family) throws Exception {
    int port;
    try (var free = new DatagramSocket()) {
      port = free.getLocalPort();
    }
    try (var socket = UdpSocket.bound(family, port);
        var sender = new DatagramSocket()) {
      assertThat(socket.receive()).isZero();
      var to = InetAddress.ofLiteral("127.0.0.2");
      sender.send(new DatagramPacket(WORDS, WORDS.length, to, port));
      assertThat(socket.receive()).isEqualTo(1);
      var datagrams = socket.datagrams();
      var bytes = new byte[Datagrams.LONGEST];
      datagrams.copyTo(0, bytes);
      assertThat(datagrams.length(0)).isEqualTo(WORDS.length);
      assertThat(bytes).startsWith(WORDS);
      assertThat(datagrams.source(0)).isEqualTo(Address.parse("127.0.0.1"));
      assertThat(datagrams.destination(0)).isEqualTo(Address.parse("127.0.0.2"));
      assertThat(datagrams.sourcePort(0)).isEqualTo(sender.getLocalPort());
      assertThat(socket.lostSinceAsked()).isZero();
    }
  }
}
