package io.knockgate.e2e;

import static io.knockgate.lab.Lab.CLIENT_V4;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonObject;
import io.knockgate.lab.Lab;
import io.knockgate.lab.RunningDaemon;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a daemon that goes away leaves to the next one.
@Tag("kernel")
class AtStopTest {
  @TempDir Path home;

  @Test
  void whatFollowsADoorThatIsShutByTheStopIsDoneByTheNextDaemon() throws Exception {
    var done = home.resolve("done");
    var follow = Files.writeString(home.resolve("follow"), "#!/bin/sh\necho done >>" + done + "\n");
    assertThat(follow.toFile().setExecutable(true)).isTrue();
    try (var lab = Lab.open()) {
      var daemon =
          RunningDaemon.start(
              lab,
              home.resolve("daemon"),
              "gateway: {wan: [wan], guard: [tcp/443], at-stop: close}",
              "door",
              "open: {port: tcp/443}\nfor: 1h\nthen: [{run: {command: [%s], timeout: 1m}}]\n"
                  .formatted(follow));
      try {
        var wish = new JsonObject();
        wish.addProperty("action", "door");
        wish.addProperty("source", CLIENT_V4);
        daemon.tryToAsk("trigger", wish);
        assertThat(daemon.leases()).hasSize(1);
        daemon.stop();
        assertThat(done).doesNotExist();
        daemon.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(done));
        assertThat(daemon.leases()).isEmpty();
        assertThat(stages(daemon)).containsExactly("done", "started", "promised");
        assertThat(Files.readAllLines(done)).hasSize(1);
      } finally {
        daemon.stop();
      }
    }
  }

  private static List<String> stages(RunningDaemon daemon) throws Exception {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> daemon.status().getAsJsonArray("jobs").isEmpty());
    daemon.awaitWritten();
    return daemon.history().asList().stream()
        .map(event -> event.getAsJsonObject())
        .filter(event -> event.get("event").getAsString().equals("job"))
        .map(event -> event.get("stage").getAsString())
        .toList();
  }
}
