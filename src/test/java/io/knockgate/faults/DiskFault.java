package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// `strace` between a whole process and some files: their disk fails, or hangs. All other files are
/// left alone.
final class DiskFault implements AutoCloseable {
  /// What is asked of a disk that is written to.
  static final String WRITING = "write,pwrite64,ftruncate,fsync,fdatasync";

  /// What is asked of one that is read, too.
  static final String ALL = WRITING + ",read,pread64";

  private final long process;
  private final boolean started;
  private final Path trace;

  private DiskFault(long process, boolean started, Path trace) {
    this.process = process;
    this.started = started;
    this.trace = trace;
  }

  /// What starts a program whose disk fails from the beginning, before the program's own words.
  ///
  /// @param calls what fails, as `strace -e` names it
  /// @param how such as `error=EIO`
  static List<String> wrapper(List<Path> files, String calls, String how, Path trace) {
    var words = new ArrayList<>(List.of("strace", "-D", "-f"));
    words.addAll(words(files, calls, how, trace));
    return words;
  }

  private static List<String> words(List<Path> files, String calls, String how, Path trace) {
    var words = new ArrayList<String>();
    for (var file : files) {
      words.addAll(List.of("-P", file.toString()));
    }
    words.addAll(
        List.of("-o", trace + "", "-e", "trace=" + calls, "-e", "inject=" + calls + ":" + how));
    return words;
  }

  /// The fault of a process that [#wrapper] has started.
  static DiskFault of(long process, Path trace) throws IOException {
    assertThat(tracer(process)).isNotEqualTo("0");
    return new DiskFault(process, true, trace);
  }

  /// Begins while the process runs.
  static DiskFault begin(
      Lab lab, long process, List<Path> files, String calls, String how, Path trace)
      throws IOException {
    var command = new ArrayList<>(List.of("strace", "-f", "-p", Long.toString(process)));
    command.addAll(words(files, calls, how, trace));
    var strace = lab.start(Place.GATEWAY, command.toArray(String[]::new));
    assertThat(strace.inputReader(StandardCharsets.UTF_8).readLine()).contains(" attached");
    return new DiskFault(process, false, trace);
  }

  /// Whether it has failed yet.
  boolean hasActed() throws IOException {
    return Files.exists(trace) && Files.readString(trace).contains("(INJECTED");
  }

  private static String tracer(long process) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process + "/status")).stream()
        .filter(line -> line.startsWith("TracerPid:"))
        .map(line -> line.substring(line.indexOf('\t') + 1))
        .findFirst()
        .orElseThrow();
  }

  /// From now on the disk is well. (A strace that has started its program would take that with it,
  /// if it were asked to end.)
  @Override
  public void close() throws IOException {
    ProcessHandle.of(Long.parseLong(tracer(process)))
        .ifPresent(
            strace -> {
              var _ = started ? strace.destroyForcibly() : strace.destroy();
              strace.onExit().join();
            });
  }
}
