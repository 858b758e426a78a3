package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.lab.Lab.Output;
import io.knockgate.lab.Lab.Place;
import io.knockgate.lab.RunningDaemon;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A second daemon is started beside the first: it is refused, says why, and the first one's doors
/// and knocks don't mind.
class TwoDaemonsTest extends Faults {
  private static final int TIMES = times(1, 20);

  private Output second(String difference) throws Exception {
    var config = Files.readString(daemon().home().resolve("config.yaml"));
    for (var change : difference.split(" ", -1)) {
      var words = change.split("=", -1);
      config = config.replace(words[0], words[words.length - 1]);
    }
    var file = Files.writeString(daemon().home().resolve("second.yaml"), config);
    return lab.run(Place.GATEWAY, RunningDaemon.java("run", file).toArray(String[]::new));
  }

  @Test
  void theSecondIsRefusedWithItsCauseAndTheFirstGoesOn() throws Exception {
    start();
    var recovered = new ArrayList<Duration>();
    for (int i = 0; i < TIMES; i++) {
      knockUntilOpen();
      for (var difference : List.of("", "control.sock=second.sock")) {
        var refused = second(difference);
        assertThat(refused.exit()).isEqualTo(74);
        assertThat(refused.text())
            .contains("another knockgate (pid " + daemon().pid() + ") uses the state directory");
      }
      var otherState = second("daemon/state=daemon/second");
      assertThat(otherState.exit()).isIn(69, 74);
      assertThat(otherState.text()).containsAnyOf("nflog group 62", "another knockgate answers");
      waitUntilShut();
      knockUntilOpen();
      assertThat(daemon().troubles()).isEmpty();
    }
    Row.of(
            "two daemons at once",
            "a second start, with the same state, and with one of its own",
            TIMES * 3,
            probe.faults(),
            recovered)
        .write();
    waitUntilShut();
    assertThat(probe.openTooLong()).isEmpty();
  }
}
