package io.knockgate.lease;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

class FakeAlarmTest extends AlarmContractTest {
  private @Nullable FakeAlarm alarm;

  @Override
  protected Alarm start(Ringer ringer) {
    alarm = new FakeAlarm(ringer);
    return alarm;
  }

  @Override
  protected void tick() {
    if (alarm != null) {
      alarm.ring(Instant.now());
    }
  }

  @Override
  protected void stop() {
    alarm = null;
  }
}
