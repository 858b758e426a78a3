package io.knockgate.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// Processes are started at once by many, where few descriptors are left: in a JVM of its own.
class RoomTest {
  private static final int STARTERS = 24;
  private static final int EACH = 100;
  private static final int LIMIT = 200;
  private static final int LEFT = 45;

  @Test
  void noProcessThatCanNotBeStartedClosesSomebodysDescriptor() throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var limit = "ulimit -n " + LIMIT + " && exec \"$@\"";
    var child =
        new ProcessBuilder(
                List.of(
                    "sh",
                    "-c",
                    limit,
                    "limited",
                    java,
                    "-XX:-MaxFDLimit",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    RoomTest.class.getName()))
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/zero").toFile())
            .start();
    var said = new String(child.getInputStream().readAllBytes(), UTF_8);
    assertThat(child.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(said).contains("input: /dev/zero").doesNotContain("Bad file descriptor");
    assertThat(said).as("some could be started").containsPattern("started: [1-9]");
  }

  /// Says how many of the processes could be started, and what number 0 is afterwards.
  public static void main(String[] arguments) throws Exception {
    try (var threads = Executors.newFixedThreadPool(STARTERS)) {
      Callable<Integer> start = RoomTest::startSome;
      startSome(); // classes take descriptors to be loaded
      var held = fill();
      for (int i = 0; i < LEFT; i++) {
        held.removeLast().close();
      }
      int started = 0;
      for (var some : threads.invokeAll(Collections.nCopies(STARTERS, start))) {
        started += some.get();
      }
      for (var one : held) {
        one.close();
      }
      System.out.println("started: " + started);
      System.out.println("input: " + Files.readSymbolicLink(Path.of("/proc/self/fd/0")));
    }
  }

  private static List<FileChannel> fill() {
    var held = new ArrayList<FileChannel>();
    try {
      while (true) {
        held.add(FileChannel.open(Path.of("/dev/null")));
      }
    } catch (IOException full) {
      return held;
    }
  }

  private static int startSome() throws InterruptedException {
    int started = 0;
    for (int i = 0; i < EACH; i++) {
      try {
        var process = Room.start(() -> new ProcessBuilder("/bin/true").start());
        started++;
        process.waitFor();
        process.getInputStream().close();
        process.getErrorStream().close();
        process.getOutputStream().close();
      } catch (IOException refused) {
        System.out.println(refused.getMessage());
      }
    }
    return started;
  }
}
