package io.knockgate.capture;

import static io.knockgate.lab.Lab.Place.CLIENT;
import static io.knockgate.lab.Lab.Place.GATEWAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knockgate.lab.Lab;
import io.knockgate.linux.NetworkNamespace;
import io.knockgate.linux.RawLink;
import io.knockgate.net.Protocol;
import io.knockgate.packet.Screen;
import io.knockgate.packet.Wire;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A capture on the gateway of a lab, and packets that come from its client.
@Tag("kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LabCaptureTest extends CaptureContractTest {
  private static final byte KEPT_OUT = 7;

  /// For [#DATAGRAMS]: keeps out what begins with [#KEPT_OUT].
  protected static final Screen SCREEN = (bytes, from, to) -> from == to || bytes[from] != KEPT_OUT;

  protected Lab lab;
  protected RawLink client;

  @BeforeAll
  void openLab() throws Exception {
    lab = Lab.open();
    client = lab.inside(CLIENT, () -> RawLink.open("wan-c"));
  }

  @AfterAll
  void closeLab() {
    client.close();
    lab.close();
  }

  @Override
  protected final Capture open(Capture capture) throws Exception {
    return lab.inside(
        GATEWAY,
        () -> {
          capture.open();
          return capture;
        });
  }

  @Override
  protected final void enter() {
    NetworkNamespace.enter(lab.name(GATEWAY));
  }

  @Override
  protected final void arrive(byte[] packet) throws Exception {
    client.send(Wire.ethernet(packet));
  }

  @Test
  void aDatagramIsHandedOverWhole() throws Exception {
    try (var listener = listen(capture())) {
      for (boolean six : new boolean[] {false, true}) {
        var datagram = Wire.udp(six ? 2 : 1, DATAGRAMS.number(), six ? 1452 : 1472);
        for (int i = 8; i < datagram.length; i++) {
          datagram[i] = (byte) (3 * i);
        }
        arrive(six ? Wire.v6(17, datagram) : Wire.v4(Protocol.UDP, datagram));
        listener.awaitSourcePort(six ? 2 : 1);
        assertThat(listener.packets().getLast().payload().copy())
            .isEqualTo(Arrays.copyOfRange(datagram, 8, datagram.length));
      }
    }
  }

  @Test
  void theScreenItIsTunedToCountsFromThenOn() throws Exception {
    var capture = capture();
    var datagram = Wire.udp(1, DATAGRAMS.number(), 200);
    datagram[8] = KEPT_OUT;
    try (var listener = listen(capture)) {
      arrive(Wire.v4(Protocol.UDP, datagram));
      arrive(knock(2));
      listener.awaitSourcePort(2);
      assertThat(listener.sourcePorts()).containsExactly(2);
      capture.tune(Tunings.packets(DATAGRAMS, (_, _, _) -> true));
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                arrive(Wire.v4(Protocol.UDP, datagram));
                return listener.sourcePorts().contains(1);
              });
    }
  }

  @Test
  void whatItsScreenKeepsOutIsNotHandedOver() throws Exception {
    try (var listener = listen(capture())) {
      for (int from = 1; from <= 20; from++) {
        var datagram = Wire.udp(from, DATAGRAMS.number(), 200);
        datagram[8] = from % 2 == 0 ? KEPT_OUT : 0;
        arrive(from < 10 ? Wire.v4(Protocol.UDP, datagram) : Wire.v6(17, datagram));
      }
      arrive(knock(21));
      listener.awaitSourcePort(21);
      assertThat(listener.sourcePorts()).hasSize(11).allMatch(from -> from % 2 == 1);
      assertThat(listener.report().heard()).isEqualTo(21);
    }
  }
}
