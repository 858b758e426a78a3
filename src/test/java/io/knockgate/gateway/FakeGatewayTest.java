package io.knockgate.gateway;

import java.time.Duration;
import java.util.Map;

class FakeGatewayTest extends GatewayContract {
  private final FakeGateway fake = new FakeGateway();

  @Override
  protected Gateway gateway() {
    return fake;
  }

  @Override
  protected Map<FakeGateway.Door, Duration> open() {
    return fake.open();
  }

  @Override
  protected void refuse() {
    fake.refuse("told to");
  }
}
