package io.knockgate.gateway;

import io.knockgate.action.Opening;
import java.time.Duration;
import java.util.Map;

class FakeGatewayTest extends GatewayContract {
  private final FakeGateway fake = new FakeGateway(System::nanoTime);

  @Override
  protected Gateway gateway() {
    return fake;
  }

  @Override
  protected Map<Shutting, Duration> open() {
    return fake.open();
  }

  @Override
  protected void use(Opening opening) {
    fake.use(opening);
  }

  @Override
  protected void refuse() {
    fake.refuse("told to");
  }
}
