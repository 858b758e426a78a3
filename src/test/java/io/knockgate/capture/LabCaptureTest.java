package io.knockgate.capture;

import static io.knockgate.lab.Lab.Place.CLIENT;
import static io.knockgate.lab.Lab.Place.GATEWAY;

import io.knockgate.lab.Lab;
import io.knockgate.linux.NetworkNamespace;
import io.knockgate.linux.RawLink;
import io.knockgate.packet.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/// A capture on the gateway of a lab, and packets that come from its client.
@Tag("kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class LabCaptureTest extends CaptureContractTest {
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
}
