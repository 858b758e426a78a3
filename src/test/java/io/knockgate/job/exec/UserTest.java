package io.knockgate.job.exec;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.job.TaskEnd;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Jobs that run as somebody else.
@Tag("kernel")
class UserTest {
  private static final List<String> STATUS =
      List.of("/bin/grep", "-E", "^(Uid|Gid|Groups|Cap...|NoNewPrivs):", "/proc/self/status");

  @TempDir Path directory;

  private TaskEnd run(@Nullable String user, List<String> command) throws Exception {
    var end = new CompletableFuture<TaskEnd>();
    try (var worker = new ExecWorker(directory)) {
      worker.begin(WorkerProcess.run(command, user), end::complete);
      return end.get(60, TimeUnit.SECONDS);
    }
  }

  @Test
  void aJobBecomesItsUserAndKeepsNothingOfOurs() throws Exception {
    var end = run("nobody", STATUS);
    assertThat(end.output().lines().map(line -> line.replaceAll("\\s+", " ").strip()))
        .containsExactly(
            "Uid: 65534 65534 65534 65534",
            "Gid: 65534 65534 65534 65534",
            "Groups: 65534",
            "CapInh: 0000000000000000",
            "CapPrm: 0000000000000000",
            "CapEff: 0000000000000000",
            "CapBnd: 0000000000000000",
            "CapAmb: 0000000000000000",
            "NoNewPrivs: 1");
  }

  @Test
  void evenRootsJobHasNoCapability() throws Exception {
    for (var end : List.of(run("root", STATUS), run(null, STATUS))) {
      assertThat(end.output().replaceAll("\\s+", " "))
          .contains("Uid: 0 0 0 0", "CapEff: 0000000000000000", "CapBnd: 0000000000000000");
    }
  }

  @Test
  void whatItLeavesIsKilledToo() throws Exception {
    var end = run("nobody", List.of("/bin/bash", "-c", "setsid sleep 300 & echo $!"));
    assertThat(end).isInstanceOf(TaskEnd.Exited.class);
    assertThat(LeftoversTest.isAlive(Long.parseLong(end.output().strip()))).isFalse();
  }

  @Test
  void aUserThatDoesNotExistIsToldSo() throws Exception {
    assertThat(run("no-such-user", List.of("/bin/true")))
        .isEqualTo(new TaskEnd.Failed("user no-such-user does not exist", ""));
    assertThat(run("-v", List.of("/bin/true")))
        .isEqualTo(new TaskEnd.Failed("user -v does not exist", ""));
  }

  @Test
  void aDaemonThatMayNotSwitchSaysWhatItNeeds() throws Exception {
    assertThat(without("-setuid", "nobody", "/bin/true"))
        .contains("Failed[reason=can't become user nobody without CAP_SETUID: give the daemon");
    assertThat(without("-kill", "nobody", "/bin/true")).contains("without CAP_KILL");
    assertThat(without("-setuid", "root", "/bin/true")).contains("Exited[exit=0"); // it is root
  }

  /// A daemon that may not touch the bounding set, like ours under systemd.
  @Test
  void withoutSetpcapAJobHasNoCapabilityThatCounts() throws Exception {
    assertThat(without("-setpcap", "nobody", STATUS.toArray(String[]::new)).replaceAll("\\s+", " "))
        .contains("Uid: 65534", "CapPrm: 0000000000000000", "CapEff: 0000000000000000");
  }

  private String without(String capability, String user, String... command) throws Exception {
    var process =
        WorkerProcess.start(
            List.of("/usr/bin/setpriv", "--bounding-set=" + capability, "--"),
            directory,
            user,
            List.of(command));
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return text;
  }
}
