package io.knockgate.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.knockgate.net.Port;
import io.knockgate.net.Protocol;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScreensTest {
  private static final int UDP = 17;
  private static final int KNOCKS = 7000;
  private static final byte GOOD = 1;

  /// Lets pass what begins with [#GOOD].
  private static final Screens SCREENS =
      new Screens(
          Map.of(
              Port.udp(KNOCKS), (bytes, from, to) -> from < to && bytes[from] == GOOD,
              Port.udp(7001), (_, _, _) -> true));

  private static byte[] datagram(int port, int first) {
    var datagram = Wire.udp(40_000, port, 100);
    datagram[8] = (byte) first;
    return datagram;
  }

  private static boolean passes(byte[] bytes, Link link) {
    var buffer = Arrays.copyOf(bytes, bytes.length + 300); // longer than what lies in it
    return SCREENS.passes(buffer, bytes.length, link);
  }

  @Test
  void aDatagramIsScreenedByThePortsOwnScreen() {
    for (int first = 0; first < 2; first++) {
      boolean good = first == GOOD;
      var four = Wire.v4(Protocol.UDP, datagram(KNOCKS, first));
      var six = Wire.v6(UDP, datagram(KNOCKS, first));
      for (var ip : new byte[][] {four, six}) {
        assertThat(passes(ip, Link.IP)).isEqualTo(good);
        assertThat(passes(Wire.ethernet(ip), Link.ETHERNET)).isEqualTo(good);
        assertThat(passes(Wire.cooked(ip), Link.LINUX_SLL)).isEqualTo(good);
        assertThat(passes(Wire.cooked2(ip), Link.LINUX_SLL2)).isEqualTo(good);
      }
      assertThat(passes(Wire.v4(Protocol.UDP, datagram(7001, first)), Link.IP)).isTrue();
      assertThat(passes(Wire.v4(Protocol.UDP, datagram(7002, first)), Link.IP)).isTrue();
    }
  }

  @Test
  void whatIsNoWholeDatagramBehindPlainHeadersPasses() {
    var bad = datagram(KNOCKS, 0);
    assertThat(passes(Wire.v4(Protocol.TCP, Wire.tcp(1, KNOCKS, 0, Wire.SYN)), Link.IP)).isTrue();
    assertThat(passes(Wire.v4(UDP, 0x2000, new byte[0], bad), Link.IP)).isTrue();
    assertThat(passes(Wire.v4(UDP, 0, new byte[4], bad), Link.IP)).isTrue();
    assertThat(passes(Wire.v6(44, Wire.fragment(UDP, 0, true, bad)), Link.IP)).isTrue();
    assertThat(passes(Wire.ethernet(Wire.v4(Protocol.UDP, bad), 0x8100), Link.ETHERNET)).isTrue();
    assertThat(passes(Wire.nflog(Wire.v4(Protocol.UDP, bad)), Link.NFLOG)).isTrue();
    for (var ip : new byte[][] {Wire.v4(Protocol.UDP, bad), Wire.v6(UDP, bad)}) {
      for (int length = 0; length < ip.length; length++) {
        assertThat(passes(Arrays.copyOf(ip, length), Link.IP)).as("cut to %d", length).isTrue();
      }
    }
  }

  @Test
  void noBytesMakeItThrow() {
    var random = new Random(20_030_920);
    for (int length = 0; length < 100; length++) {
      for (int i = 0; i < 200; i++) {
        var bytes = new byte[length];
        random.nextBytes(bytes);
        if (length > 0) {
          bytes[0] = (byte) (random.nextBoolean() ? 0x45 : 0x60);
        }
        for (var link : Link.values()) {
          SCREENS.passes(bytes, length, link);
        }
      }
    }
  }

  @Test
  void screeningAllocatesNothing() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var four = Wire.v4(Protocol.UDP, datagram(KNOCKS, 0));
    var six = Wire.ethernet(Wire.v6(UDP, datagram(KNOCKS, 0)));
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 10; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 10_000; i++) {
        if (SCREENS.passes(four, four.length, Link.IP)
            || SCREENS.passes(six, six.length, Link.ETHERNET)) {
          throw new AssertionError("passed");
        }
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least).isZero();
  }

  @Test
  void onlyUdpHasSinglePackets() {
    assertThatThrownBy(() -> new Screens(Map.of(Port.tcp(KNOCKS), (_, _, _) -> true)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
