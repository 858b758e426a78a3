package io.knockgate.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// A pipe that a program and all it starts write into. (The pipe of Java's own is closed as soon as
/// the program's first process has ended, and what the others still write kills them.)
final class Pipe implements AutoCloseable {
  private static final int O_CLOEXEC = 0x80000; // asm-generic/fcntl.h

  private final int in;
  private final int out;

  private Pipe(MemorySegment ends) {
    this.in = ends.getAtIndex(JAVA_INT, 0);
    this.out = ends.getAtIndex(JAVA_INT, 1);
  }

  static Pipe open() throws IOException {
    try (var arena = Arena.ofConfined()) {
      var ends = arena.allocate(JAVA_INT, 2);
      int refused = Libc.pipe2(ends, O_CLOEXEC);
      if (refused < 0) {
        throw new IOException(new LinuxException("pipe", -refused));
      }
      return new Pipe(ends);
    }
  }

  /// What is written; ends when nobody holds the other end any more.
  InputStream reader() throws IOException {
    return new FileInputStream(file(in));
  }

  /// To be opened by whoever writes.
  File writer() {
    return file(out);
  }

  private static File file(int fd) {
    return new File("/proc/self/fd/" + fd);
  }

  /// Closes its own hold of both ends; what was opened by their files stays open.
  @Override
  public void close() {
    Libc.close(in);
    Libc.close(out);
  }
}
