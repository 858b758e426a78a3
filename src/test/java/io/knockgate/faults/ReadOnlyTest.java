package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/// The daemon starts with a state directory that is read-only, as after an error of its file
/// system, and that can be written again later.
class ReadOnlyTest extends Faults {
  private static final int TIMES = times(1, 25);

  @Test
  void doorsAreShutKnocksAreHeardAndJobsGoOnAsSoonAsItCanBeWritten() throws Exception {
    var disk = closeLater(SmallDisk.mount(home.resolve("daemon/state"), "16m"));
    var web = "open: {port: tcp/443}\nfor: %ds\n".formatted(OPEN.toSeconds());
    start(CONFIG, "web", web, "later", "run: {command: [/bin/true], timeout: 1m}\nafter: 10h\n");
    promise();
    var recovered = new ArrayList<Duration>();
    int lost = 0;
    for (int i = 0; i < TIMES; i++) {
      knockUntilOpen();
      until(() -> daemon().unwritten() == 0);
      daemon().kill();
      disk.makeReadOnly();
      daemon().start();
      assertThat(daemon().troubles()).contains("its file system is read-only");
      assertThat(daemon().log()).contains("every door is shut: ");
      knockUntilOpen();
      waitUntilShut();
      disk.makeWritable(daemon().pid());
      recovered.add(untilWell());
      lost += 1 - daemon().status().getAsJsonArray("jobs").size();
    }
    new Row(
            "the state directory is read-only",
            "kill -9 with a door open, and a start; then it is writable",
            TIMES,
            probe.faults(),
            lost,
            0,
            recovered)
        .write();
    assertThat(probe.openTooLong()).isEmpty();
    assertThat(lost).isZero();
    assertThat(daemon().told("closed", "web")).isNotNull();
  }

  private void promise() throws Exception {
    var trigger = new JsonObject();
    trigger.addProperty("action", "later");
    trigger.addProperty("detached", true);
    daemon().tryToAsk("trigger", trigger);
    assertThat(daemon().status().getAsJsonArray("jobs")).hasSize(1);
  }
}
