package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// The daemon stands still with a door open, as in a long pause of its virtual machine.
class FrozenTest extends Faults {
  private static final int TIMES = times(1, 20);
  private static final Duration STILL = Duration.ofSeconds(times(6, 30));

  @Test
  void theKernelShutsTheDoorMeanwhileAndTheNextKnockIsHeard() throws Exception {
    start();
    var recovered = new ArrayList<Duration>();
    for (int i = 0; i < TIMES; i++) {
      knockUntilOpen();
      daemon().signal("STOP");
      Thread.sleep(STILL.toMillis()); // that is the fault
      assertThat(probe.mustBeShut()).isTrue();
      daemon().signal("CONT");
      recovered.add(until(() -> daemon().leases().isEmpty()));
      knockUntilOpen();
      waitUntilShut();
    }
    var row =
        Row.of(
            "the daemon stands still",
            "SIGSTOP for %d s with a door open".formatted(STILL.toSeconds()),
            TIMES,
            probe.faults(),
            recovered);
    row.write();
    assertThat(probe.openTooLong()).isEmpty();
  }
}
