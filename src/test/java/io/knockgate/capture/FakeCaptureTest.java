package io.knockgate.capture;

class FakeCaptureTest extends CaptureContractTest {
  private FakeCapture latest = new FakeCapture(NUMBER);

  @Override
  protected Capture capture() {
    latest = new FakeCapture(NUMBER);
    return latest;
  }

  @Override
  protected Capture open(Capture capture) throws CaptureException {
    capture.open();
    return capture;
  }

  @Override
  protected void enter() {}

  @Override
  protected void arrive(byte[] packet) {
    latest.arrive(packet);
  }
}
