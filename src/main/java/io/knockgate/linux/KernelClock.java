package io.knockgate.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;

/// What the kernel knows of the machine's wall clock.
public final class KernelClock {
  /// struct timex of 64-bit machines (linux/timex.h): its size, and where `status` lies.
  private static final long TIMEX = 208;

  private static final long STATUS = 40;
  private static final int STA_UNSYNC = 0x0040;

  private KernelClock() {}

  /// Whether something keeps the clock right, as NTP does: adjtimex(2) without STA_UNSYNC. True
  /// also where the kernel doesn't answer.
  public static boolean isSynchronised() {
    try (var arena = Arena.ofConfined()) {
      var timex = arena.allocate(TIMEX, Long.BYTES); // all zero: it changes nothing
      return Libc.adjtimex(timex) < 0 || (timex.get(JAVA_INT, STATUS) & STA_UNSYNC) == 0;
    }
  }
}
