package io.knockgate.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A control group for processes whose memory the kernel limits, of whichever version of these the
/// machine has.
final class MemoryGroup implements AutoCloseable {
  private static final Path ONE = Path.of("/sys/fs/cgroup/memory");
  private static final Path TWO = Path.of("/sys/fs/cgroup");

  private final Path directory;
  private final String limit;
  private final String usage;
  private final String unlimited;

  private MemoryGroup(Path directory, String limit, String usage, String unlimited) {
    this.directory = directory;
    this.limit = limit;
    this.usage = usage;
    this.unlimited = unlimited;
  }

  /// Makes one; empty where the machine limits no memory.
  static Optional<MemoryGroup> make() throws IOException {
    var name = "knockgate-faults-" + ProcessHandle.current().pid();
    if (Files.exists(ONE.resolve("memory.limit_in_bytes"))) {
      var directory = Files.createDirectories(ONE.resolve(name));
      return Optional.of(
          new MemoryGroup(directory, "memory.limit_in_bytes", "memory.usage_in_bytes", "-1"));
    }
    var children = TWO.resolve("cgroup.subtree_control");
    if (Files.exists(children) && Files.readString(children).contains("memory")) {
      var directory = Files.createDirectories(TWO.resolve(name));
      return Optional.of(new MemoryGroup(directory, "memory.max", "memory.current", "max"));
    }
    return Optional.empty();
  }

  /// Takes a process in. What it has already is not counted.
  void add(long process) throws IOException {
    Files.writeString(directory.resolve("cgroup.procs"), Long.toString(process));
  }

  /// Lets its processes have so many bytes more than are counted now.
  void leave(long bytes) throws IOException {
    long used = Long.parseLong(Files.readString(directory.resolve(usage)).strip());
    Files.writeString(directory.resolve(limit), Long.toString(used + bytes));
  }

  void leaveAll() throws IOException {
    Files.writeString(directory.resolve(limit), unlimited);
  }

  /// Its processes must have ended.
  @Override
  public void close() throws IOException {
    Files.delete(directory);
  }
}
