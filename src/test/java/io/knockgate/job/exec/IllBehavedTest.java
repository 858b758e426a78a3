package io.knockgate.job.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knockgate.action.Task;
import io.knockgate.job.TaskEnd;
import io.knockgate.job.Work;
import io.knockgate.linux.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Real programs that don't do as they should: each has one end, which is told, and leaves nothing.
class IllBehavedTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofSeconds(1);

  /// Stands in the arguments of whatever a test starts, so that it is found again.
  private final String tag = UUID.randomUUID().toString();

  @TempDir Path directory;
  private ExecWorker worker;

  @BeforeEach
  void make() {
    worker = new ExecWorker(directory);
  }

  @AfterEach
  void nothingIsLeft() {
    worker.close();
    assertThat(processes()).isEmpty();
  }

  private List<String> processes() {
    return processes("cmdline").stream().map(line -> line.replace('\0', ' ')).toList();
  }

  /// Their states (proc_pid_stat(5)), in no order.
  private List<String> states() {
    return processes("stat").stream().map(line -> line.replaceAll(".*\\) (.) .*\n", "$1")).toList();
  }

  private List<String> processes(String file) {
    var found = new ArrayList<String>();
    try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (var entry : entries) {
        try {
          var line = Files.readString(entry.resolve("cmdline"), StandardCharsets.ISO_8859_1);
          if (line.contains(tag)) {
            found.add(Files.readString(entry.resolve(file), StandardCharsets.ISO_8859_1));
          }
        } catch (IOException gone) {
          // it is not there any more
        }
      }
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
    return found;
  }

  /// A shell script in which `$0` is the tag.
  private Started script(Duration limit, String text) {
    return start(limit, List.of("/bin/bash", "-c", text, tag));
  }

  private Started start(Duration limit, List<String> command) {
    return new Started(
        worker, new Task.Run(command, Map.of(), Path.of("/"), null, limit, Set.of()));
  }

  private static final class Started {
    private final CompletableFuture<TaskEnd> end = new CompletableFuture<>();
    private final AtomicInteger told = new AtomicInteger();
    private final Work work;

    Started(ExecWorker worker, Task.Run run) {
      work =
          worker.begin(
              run,
              how -> {
                told.incrementAndGet();
                end.complete(how);
              });
    }

    TaskEnd end() throws Exception {
      var how = end.get(120, TimeUnit.SECONDS);
      assertThat(told).hasValue(1);
      return how;
    }

    void awaitOutput(String text) {
      await().atMost(Duration.ofSeconds(60)).until(() -> work.output(0).text().contains(text));
    }
  }

  /// Its end, and nothing of it was there any more when that was told.
  private TaskEnd endOf(Started started) throws Exception {
    var end = started.end();
    assertThat(processes()).isEmpty();
    return end;
  }

  @Test
  void oneThatHangs() throws Exception {
    assertThat(endOf(script(SHORT, "echo on; sleep 300; : $0")))
        .isEqualTo(new TaskEnd.TimedOut("on\n"));
  }

  @Test
  void oneThatIgnoresTheRequestToEnd() throws Exception {
    assertThat(endOf(script(SHORT, "trap '' TERM INT HUP; echo on; while :; do sleep 1; done")))
        .isEqualTo(new TaskEnd.TimedOut("on\n"));
  }

  @Test
  void oneThatTidiesUpWhenAskedToEndIsGivenTheTimeEvenBehindAShell() throws Exception {
    var inner = "trap \"sleep 1; echo tidied; exit\" TERM; echo on; while :; do sleep 0.1; done";
    var started = script(LONG, "bash -c '" + inner + "' $0; echo not reached");
    started.awaitOutput("on");
    started.work.stop();
    started.work.stop();
    var end = endOf(started);
    assertThat(end).isInstanceOf(TaskEnd.Stopped.class);
    assertThat(end.output()).startsWith("on\n").endsWith("tidied\n");
  }

  @Test
  void oneThatIsStoppedAndIgnoresItIsKilled() throws Exception {
    var started = script(LONG, "trap '' TERM; echo on; while :; do sleep 1; done");
    started.awaitOutput("on");
    started.work.stop();
    assertThat(endOf(started)).isEqualTo(new TaskEnd.Stopped("on\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "exec -a $0 sleep 300 &", // forks and exits
        "setsid bash -c 'sleep 300; :' $0 &",
        "(setsid bash -c '(sleep 300; :) & sleep 300; :' $0 &) &", // twice
        "env -i /usr/bin/setsid /bin/bash -c '/bin/sleep 300; :' $0 &",
        "setsid bash -c 'trap \"\" TERM HUP; exec >/dev/null 2>&1 </dev/null; sleep 300; :' $0 &",
        "setsid nohup bash -c 'cd /; umask 0; ulimit -n 64; sleep 300; :' $0 &",
        "setsid bash -c 'kill -STOP $$; :' $0 &",
        "ulimit -m 4096; setsid bash -c 'sleep 300; :' $0 &", // rid of one mark
        "ulimit -m 4096; bash -c 'sleep 300; :' $0 &",
        "ulimit -m 4096; env -i /bin/bash -c '/bin/sleep 300; :' $0 &", // of two
      })
  void oneThatLeavesAProcessBehind(String departure) throws Exception {
    assertThat(endOf(script(LONG, departure + " sleep 0.2; echo left; exit 3")))
        .isEqualTo(new TaskEnd.Exited(3, "left\n"));
    var late = endOf(script(SHORT, departure + " echo left; sleep 300"));
    assertThat(late).isInstanceOf(TaskEnd.TimedOut.class);
    assertThat(late.output()).startsWith("left\n"); // a shell may add who was terminated
  }

  @Test
  void oneThatWritesAGigabyte() throws Exception {
    var end = endOf(script(LONG, "head -c 1G /dev/zero | tr '\\0' x; echo; echo end"));
    assertThat(end).isInstanceOf(TaskEnd.Exited.class);
    assertThat(end.output()).hasSize(Program.OUTPUT_KEPT).endsWith("x\nend\n");
  }

  @Test
  void oneWhoseOrphanWritesWithoutEnd() throws Exception {
    var end = endOf(script(LONG, "setsid yes $0 & sleep 0.3"));
    assertThat(end).isInstanceOf(TaskEnd.Exited.class);
    assertThat(end.output()).hasSizeLessThanOrEqualTo(Program.OUTPUT_KEPT).contains(tag);
  }

  @Test
  void oneThatClosesItsOutputAndGoesOn() throws Exception {
    assertThat(endOf(script(LONG, "echo on; exec >&- 2>&-; sleep 0.5; exit 4")))
        .isEqualTo(new TaskEnd.Exited(4, "on\n"));
    assertThat(endOf(script(SHORT, "echo on; exec >&- 2>&-; sleep 300; :")))
        .isEqualTo(new TaskEnd.TimedOut("on\n"));
  }

  @Test
  void oneThatPrintsWhatIsNoText() throws Exception {
    assertThat(endOf(script(LONG, "printf '\\xff\\x00\\xc3\\xa9\\xe2\\x82'")))
        .isEqualTo(new TaskEnd.Exited(0, "\ufffd\0é\ufffd"));
    var end = endOf(script(LONG, "head -c 300000 /dev/urandom"));
    assertThat(end.output().length()).isBetween(1, Program.OUTPUT_KEPT);
  }

  @Test
  void itsOutputCanBeReadAsItComes() throws Exception {
    var go = directory.resolve("go");
    var started =
        script(
            LONG,
            "printf 'one\\xc3'; until [ -e %s ]; do sleep 0.05; done; printf '\\xa9two'"
                .formatted(go));
    started.awaitOutput("one");
    var first = started.work.output(0);
    assertThat(first).isEqualTo(new Work.Chunk("one", 3));
    assertThat(started.work.output(first.next())).isEqualTo(new Work.Chunk("", 3));
    Files.createFile(go);
    assertThat(endOf(started)).isEqualTo(new TaskEnd.Exited(0, "oneétwo"));
    assertThat(started.work.output(3)).isEqualTo(new Work.Chunk("étwo", 8));
  }

  @Test
  void whatCantBeRun() throws Exception {
    assertThat(endOf(start(LONG, List.of("/etc"))))
        .isEqualTo(new TaskEnd.Failed("/etc can't be executed", ""));
    var run =
        new Task.Run(List.of("/bin/true"), Map.of(), directory.resolve("no"), null, LONG, Set.of());
    assertThat(new Started(worker, run).end())
        .isEqualTo(
            new TaskEnd.Failed(
                "directory "
                    + directory.resolve("no")
                    + " does not exist, or the daemon may not look at it",
                ""));
  }

  @Test
  void aScriptWithoutItsInterpreterIsToldInWords() throws Exception {
    var script = directory.resolve("script");
    Files.writeString(script, "#!/bin/sh\r\nexit 0\r\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    assertThat(endOf(start(LONG, List.of(script.toString()))))
        .isEqualTo(
            new TaskEnd.Failed(
                script
                    + " can't be run: its first line names /bin/sh, which does not exist"
                    + " (its lines end with CR LF: make that LF)",
                ""));
    Files.writeString(script, "#! /no/such/thing -x\n");
    assertThat(endOf(start(LONG, List.of(script.toString()))))
        .isEqualTo(
            new TaskEnd.Failed(
                script + " can't be run: its first line names /no/such/thing, which does not exist",
                ""));
  }

  @Test
  void oneThatIsKilledIsNotAskedBefore() throws Exception {
    var asked = directory.resolve("asked");
    var started =
        script(LONG, "trap 'touch %s' TERM; echo on; while :; do sleep 1; done".formatted(asked));
    started.awaitOutput("on");
    started.work.kill();
    assertThat(processes()).isEmpty();
    assertThat(endOf(started)).isEqualTo(new TaskEnd.Stopped("on\n"));
    assertThat(asked).doesNotExist();
  }

  @Test
  void everyExitCodeIsTold() throws Exception {
    var all = IntStream.range(0, 256).mapToObj(n -> script(LONG, "exit " + n)).toList();
    for (int n = 0; n < all.size(); n++) {
      assertThat(all.get(n).end()).isEqualTo(new TaskEnd.Exited(n, ""));
    }
  }

  @ParameterizedTest
  @CsvSource({"HUP,1", "INT,2", "ABRT,6", "KILL,9", "SEGV,11", "PIPE,13", "TERM,15", "USR1,10"})
  void aSignalThatKillsItIsTold(String name, int number) throws Exception {
    assertThat(endOf(script(LONG, "echo on; kill -" + name + " $$; sleep 300")))
        .isEqualTo(new TaskEnd.Exited(128 + number, "on\n"));
  }

  @Test
  void manyAndLongArguments() throws Exception {
    var many = new ArrayList<>(List.of("/bin/bash", "-c", "echo $#", tag));
    many.addAll(Collections.nCopies(10_000, "an argument"));
    assertThat(endOf(start(LONG, many))).isEqualTo(new TaskEnd.Exited(0, "10000\n"));
    var big = List.of("/bin/bash", "-c", "echo ${#1}", tag, "x".repeat(100_000));
    assertThat(endOf(start(LONG, big))).isEqualTo(new TaskEnd.Exited(0, "100000\n"));
    var tooBig = List.of("/bin/echo", tag, "x".repeat(200_000));
    assertThat(endOf(start(LONG, tooBig)))
        .isEqualTo(
            new TaskEnd.Failed(
                "/bin/echo can't be run: Exec failed, error: 7 (Argument list too long) ", ""));
  }

  @Test
  void oneThatForksAndForks() throws Exception {
    var bomb =
        "f() { local n=$1; while [ $n -gt 0 ]; do n=$((n-1)); (setsid bash -c 'sleep 300; :' $0 &);"
            + " (f $n; sleep 300) & done; }; f 6; echo lit; sleep 300";
    var started = script(Duration.ofSeconds(20), bomb);
    started.awaitOutput("lit");
    assertThat(processes()).hasSizeGreaterThan(30);
    started.work.stop();
    assertThat(endOf(started)).isInstanceOf(TaskEnd.Stopped.class);
  }

  @Test
  void oneWhoseChildrenNeverCeaseToForkAndForgetTheirParents() throws Exception {
    // Each lives for a moment only, and has a child that goes on: no list of them is ever true.
    var relay = directory.resolve("relay");
    Files.writeString(relay, "#!/bin/sh\nsetsid \"$0\" \"$1\" &\nexit\n");
    assertThat(relay.toFile().setExecutable(true)).isTrue();
    var end = endOf(script(LONG, relay + " $0; " + relay + " $0; sleep 0.5; exit 5"));
    // A shell that is killed while it forks may have written something.
    assertThat(end).isEqualTo(new TaskEnd.Exited(5, end.output()));
  }

  @Test
  void oneThatStopsItself() throws Exception {
    assertThat(endOf(script(SHORT, "echo on; kill -STOP $$; sleep 300")))
        .isEqualTo(new TaskEnd.TimedOut("on\n"));
    var started = script(LONG, "trap 'echo asked; exit' TERM; echo on; kill -STOP $$; sleep 300");
    started.awaitOutput("on");
    await().until(() -> states().contains("T"));
    started.work.stop();
    assertThat(endOf(started)).isEqualTo(new TaskEnd.Stopped("on\nasked\n"));
  }

  @Test
  void oneThatIsStoppedBeforeItHasBegunNeverRuns() throws Exception {
    var made = directory.resolve("made");
    for (int i = 0; i < 20; i++) {
      var started = script(LONG, "sleep 60; touch " + made);
      started.work.stop();
      assertThat(endOf(started)).isEqualTo(new TaskEnd.Stopped(""));
    }
    assertThat(made).doesNotExist();
  }

  @Test
  void manyAtOnceDontTouchEachOther() throws Exception {
    var steady = script(LONG, "sleep 300");
    var restless =
        IntStream.range(0, 40)
            .mapToObj(n -> script(LONG, "setsid sleep 300 & exit " + n % 3))
            .toList();
    for (int n = 0; n < restless.size(); n++) {
      assertThat(restless.get(n).end()).isEqualTo(new TaskEnd.Exited(n % 3, ""));
    }
    assertThat(steady.end).isNotDone();
    steady.work.stop();
    assertThat(endOf(steady)).isEqualTo(new TaskEnd.Stopped(""));
  }
}
