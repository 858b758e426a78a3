package io.knockgate.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.knockgate.net.Port;
import io.knockgate.net.Protocol;
import io.knockgate.packet.Frame;
import io.knockgate.packet.Link;
import io.knockgate.packet.Packet;
import io.knockgate.packet.PacketDecoder;
import io.knockgate.packet.Wire;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What every capture promises, whatever it hears with.
public abstract class CaptureContractTest {
  /// The number that [#capture] must have.
  protected static final int NUMBER = 3;

  /// The ports that it must hear: watched for SYNs, and a port of UDP knocks.
  protected static final Port WATCHED = Port.tcp(2033);

  protected static final Port DATAGRAMS = Port.udp(7000);

  /// Where the knock comes from that a test ends with.
  private static final int LAST = 60_000;

  /// A new one, not opened yet: of those that hear SYNs, to all ports and [#DATAGRAMS].
  protected abstract Capture capture();

  /// Moves the calling thread to where the capture can be opened and listen.
  protected abstract void enter();

  /// Lets an IP packet arrive. Well-formed ones are addressed to the gateway.
  protected abstract void arrive(byte[] packet) throws Exception;

  /// A knock that it hears, from this port of the client's.
  protected byte[] knock(int from) {
    return Wire.v4(Protocol.TCP, Wire.tcp(from, WATCHED.number(), from, Wire.SYN));
  }

  /// The same by IPv6.
  protected byte[] knock6(int from) {
    return Wire.v6(6, Wire.tcp(from, WATCHED.number(), from, Wire.SYN));
  }

  @Test
  void hearsBothFamilies() throws Exception {
    try (var listener = listen(capture())) {
      arrive(knock(1));
      arrive(knock6(2));
      arrive(knock(LAST));
      listener.awaitSourcePort(LAST);
      assertThat(listener.sourcePorts()).containsExactly(1, 2, LAST);
      for (int i = 0; i < 2; i++) {
        var sent = (Packet) PacketDecoder.decode(frame(i == 0 ? knock(1) : knock6(2)));
        var heard = listener.packets().get(i);
        assertThat(heard.source()).isEqualTo(sent.source());
        assertThat(heard.destination()).isEqualTo(sent.destination());
        assertThat(heard.port()).isEqualTo(sent.port());
        assertThat(heard.sequence()).isEqualTo(sent.sequence());
      }
    }
  }

  @Test
  void hearsDatagramsOfBothFamilies() throws Exception {
    try (var listener = listen(capture())) {
      arrive(Wire.v4(Protocol.UDP, Wire.udp(1, DATAGRAMS.number(), 4)));
      arrive(Wire.v6(17, Wire.udp(2, DATAGRAMS.number(), 4)));
      arrive(knock(LAST));
      listener.awaitSourcePort(LAST);
      assertThat(listener.sourcePorts()).containsExactly(1, 2, LAST);
      assertThat(listener.ports()).startsWith(DATAGRAMS, DATAGRAMS);
    }
  }

  private static Frame frame(byte[] packet) {
    return new Frame(packet, Link.IP, 0, 0);
  }

  @Test
  void stampsEachPacketWithItsNumberAndTheMonotonicClock() throws Exception {
    try (var listener = listen(capture())) {
      long before = System.nanoTime();
      arrive(knock(LAST));
      listener.awaitSourcePort(LAST);
      long after = System.nanoTime();
      assertThat(listener.packets())
          .allMatch(packet -> packet.capture() == NUMBER)
          .allMatch(packet -> packet.nanos() - before >= 0 && after - packet.nanos() >= 0);
    }
  }

  @Test
  void countsWhatItHears() throws Exception {
    try (var listener = listen(capture())) {
      for (int i = 0; i < 50; i++) {
        arrive(knock(1 + i));
      }
      arrive(knock(LAST));
      listener.awaitSourcePort(LAST);
      assertThat(listener.packets()).hasSize(51);
      assertThat(listener.report().heard()).isEqualTo(51);
      assertThat(listener.report().lost()).isZero();
    }
  }

  @Test
  void junkIsSurvived() throws Exception {
    var random = new Random(20_030_919);
    try (var listener = listen(capture())) {
      for (int i = 0; i < 500; i++) {
        var inner = new byte[random.nextInt(120)];
        random.nextBytes(inner);
        int protocol = random.nextBoolean() ? 6 : 17;
        arrive(Wire.v4(protocol, random.nextInt(4) << 13, new byte[0], inner));
        arrive(Wire.v6(random.nextInt(4) == 0 ? 44 : protocol, inner));
      }
      arrive(knock(LAST));
      listener.awaitSourcePort(LAST);
    }
  }

  @Test
  void anEarThatKeepsWhatItHearsFindsItUnchanged() throws Exception {
    try (var listener = listen(capture())) {
      for (int from = 1; from <= 100; from++) {
        arrive(knock(from));
      }
      arrive(knock(LAST));
      listener.awaitSourcePort(LAST);
      for (int from = 1; from <= 100; from++) {
        assertThat(listener.sourcePorts().get(from - 1)).isEqualTo(from);
      }
    }
  }

  @Test
  void saysWhetherItListens() throws Exception {
    var capture = capture();
    assertThat(capture.report().listening()).isFalse();
    assertThat(capture.report().detail()).isEqualTo("not listening yet");
    try (var listener = listen(capture)) {
      assertThat(listener.report().detail()).isEmpty();
      capture.close();
      assertThat(listener.ends()).isTrue();
      assertThat(capture.report().listening()).isFalse();
      assertThat(capture.report().detail()).isEqualTo("closed");
    }
  }

  @Test
  void canBeClosedTwiceAndWithoutEverListening() throws Exception {
    var listener = listen(capture());
    listener.close();
    listener.close();
    assertThat(listener.ends()).isTrue();
    var never = capture();
    assertThatCode(never::close).doesNotThrowAnyException();
    open(capture()).close();
  }

  @Test
  void anotherCanBeOpenedOnceOneIsClosed() throws Exception {
    listen(capture()).close();
    try (var listener = listen(capture())) {
      arrive(knock(LAST));
      listener.awaitSourcePort(LAST);
    }
  }

  /// Opens it and waits until it hears.
  protected final Listener listen(Capture capture) throws Exception {
    return new Listener(open(capture), this::enter).ready();
  }

  /// Opens it, where it belongs.
  protected abstract Capture open(Capture capture) throws Exception;

  /// A SYN to the gateway.
  protected static byte[] syn(Port port, int sequence) {
    return Wire.v4(Protocol.TCP, Wire.tcp(40_000, port.number(), sequence, Wire.SYN));
  }
}
