package io.knockgate.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.knockgate.net.Port;
import io.knockgate.net.Protocol;
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
  private static final Port LAST = Port.tcp(2034);

  /// A new one that hears SYNs to all ports and [#DATAGRAMS], not opened yet.
  protected abstract Capture capture();

  /// Moves the calling thread to where the capture can be opened and listen.
  protected abstract void enter();

  /// Lets an IP packet arrive. Well-formed ones are addressed to the gateway.
  protected abstract void arrive(byte[] packet) throws Exception;

  @Test
  void hearsSynsAndDatagramsOfBothFamilies() throws Exception {
    try (var listener = listen(capture())) {
      arrive(syn(WATCHED, 77));
      arrive(Wire.v4(Protocol.UDP, Wire.udp(40_000, DATAGRAMS.number(), 4)));
      arrive(Wire.v6(6, Wire.tcp(40_000, WATCHED.number(), 78, Wire.SYN)));
      arrive(Wire.v6(17, Wire.udp(40_000, DATAGRAMS.number(), 4)));
      arrive(syn(LAST, 0));
      listener.awaitPort(LAST);
      assertThat(listener.ports()).containsExactly(WATCHED, DATAGRAMS, WATCHED, DATAGRAMS, LAST);
      assertThat(listener.packets().get(0).sequence()).isEqualTo(77);
      assertThat(listener.packets().get(2).source().isV6()).isTrue();
    }
  }

  @Test
  void stampsEachFrameWithItsNumberAndTheMonotonicClock() throws Exception {
    try (var listener = listen(capture())) {
      long before = System.nanoTime();
      arrive(syn(WATCHED, 0));
      listener.awaitPort(WATCHED);
      long after = System.nanoTime();
      assertThat(listener.frames())
          .allMatch(frame -> frame.capture() == NUMBER)
          .allMatch(frame -> frame.nanos() - before >= 0 && after - frame.nanos() >= 0);
    }
  }

  @Test
  void countsWhatItHears() throws Exception {
    try (var listener = listen(capture())) {
      for (int i = 0; i < 50; i++) {
        arrive(syn(WATCHED, i));
      }
      arrive(syn(LAST, 0));
      listener.awaitPort(LAST);
      assertThat(listener.frames()).hasSize(51);
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
      arrive(syn(LAST, 0));
      listener.awaitPort(LAST);
    }
  }

  @Test
  void anEarThatKeepsFramesFindsThemUnchanged() throws Exception {
    try (var listener = listen(capture())) {
      for (int sequence = 0; sequence < 100; sequence++) {
        arrive(syn(WATCHED, sequence));
      }
      arrive(syn(LAST, 0));
      listener.awaitPort(LAST);
      for (int sequence = 0; sequence < 100; sequence++) {
        assertThat(listener.packets().get(sequence).sequence()).isEqualTo(sequence);
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
      arrive(syn(WATCHED, 0));
      listener.awaitPort(WATCHED);
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
