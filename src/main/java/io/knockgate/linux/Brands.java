package io.knockgate.linux;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// The brands of one daemon's programs: no two programs have the same, and a later process of the
/// same daemon knows them all, while another daemon on this machine has others.
public final class Brands {
  // Bit 62 makes them large; then 24 bits of the daemon and 38 of the program.
  private static final long LARGE = 1L << 62;
  private static final int PROGRAM_BITS = 38;
  private static final long PROGRAM_MASK = (1L << PROGRAM_BITS) - 1;

  private final long daemon;
  private final AtomicLong last = new AtomicLong(new SecureRandom().nextLong());

  /// @param state the directory that no other daemon shares
  public Brands(Path state) {
    var path = state.toAbsolutePath().normalize().toString();
    daemon = LARGE | (hash(path) >>> 2 & ~LARGE & ~PROGRAM_MASK);
  }

  private static long hash(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return ByteBuffer.wrap(digest.digest(text.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible); // every Java has it
    }
  }

  /// One that no program has.
  Brand next() {
    return new Brand(daemon | (last.incrementAndGet() & PROGRAM_MASK));
  }

  /// Kills every process that carries one of these: what a process before this one has left.
  ///
  /// @return the ids of those that could not be killed
  public Set<Integer> end() {
    return new Herd(brand -> (brand & ~PROGRAM_MASK) == daemon).end();
  }
}
