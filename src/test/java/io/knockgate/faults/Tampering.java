package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// `strace` between one thread of a process and the kernel, which answers what it is told to. All
/// other threads are left alone.
final class Tampering implements AutoCloseable {
  private final Process strace;
  private final Path trace;

  private Tampering(Process strace, Path trace) {
    this.strace = strace;
    this.trace = trace;
  }

  /// Begins.
  ///
  /// @param thread the thread's name
  /// @param inject as `strace -e inject=` takes it
  /// @param trace where it writes what it sees
  static Tampering begin(Lab lab, long process, String thread, String inject, Path trace)
      throws Exception {
    Files.deleteIfExists(trace);
    var strace =
        lab.start(
            Place.GATEWAY,
            "strace",
            "-p",
            thread(process, thread),
            "-o",
            trace.toString(),
            "-e",
            "trace=sendto,recvfrom",
            "-e",
            "inject=" + inject);
    assertThat(strace.inputReader(StandardCharsets.UTF_8).readLine()).endsWith(" attached");
    return new Tampering(strace, trace);
  }

  private static String thread(long process, String name) throws IOException {
    try (var threads = Files.list(Path.of("/proc/" + process + "/task"))) {
      for (var thread : threads.toList()) {
        if (Files.readString(thread.resolve("comm")).strip().equals(name)) {
          return thread.getFileName().toString();
        }
      }
    }
    throw new AssertionError("no thread " + name);
  }

  /// Whether it has answered in the kernel's place yet.
  boolean hasActed() throws IOException {
    return Files.readString(trace).contains("(INJECTED");
  }

  /// From now on the kernel answers.
  @Override
  public void close() {
    strace.destroy();
    try {
      strace.waitFor();
    } catch (InterruptedException hurried) {
      Thread.currentThread().interrupt();
    }
  }
}
