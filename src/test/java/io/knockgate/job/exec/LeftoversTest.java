package io.knockgate.job.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What becomes of jobs whose daemon is killed.
class LeftoversTest {
  @TempDir Path directory;

  @Test
  void aJobDiesWithItsDaemonAndTheNextOneKillsWhatItHasLeft() throws Exception {
    var pids = directory.resolve("pids");
    var script = "setsid sleep 300 & echo $$ $! > $0.new; mv $0.new $0; sleep 300; :";
    var daemon =
        WorkerProcess.start(
            List.of(), directory, "-", List.of("/bin/bash", "-c", script, pids.toString()));
    await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(pids));
    var both = Files.readString(pids).strip().split(" ", -1);
    long job = Long.parseLong(both[0]);
    long orphan = Long.parseLong(both[1]);
    assertThat(isAlive(job) && isAlive(orphan)).isTrue();

    daemon.destroyForcibly().waitFor();
    await().until(() -> !isAlive(job));
    assertThat(isAlive(orphan)).isTrue();

    new ExecWorker(directory.resolve("another")).close();
    assertThat(isAlive(orphan)).isTrue();

    new ExecWorker(directory).close();
    assertThat(isAlive(orphan)).isFalse();
  }

  /// Whether it is more than an exit code that nobody has asked for.
  static boolean isAlive(long pid) throws Exception {
    var stat = Path.of("/proc", Long.toString(pid), "stat");
    return Files.exists(stat) && !Files.readString(stat).matches("(?s).*\\) [ZX] .*");
  }
}
