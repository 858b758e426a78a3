package io.knockgate.knock;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// Measures what a thread takes from the heap.
public final class Allocation {
  /// How many rounds there are. The runtime itself allocates now and then on whatever thread it
  /// interrupts, to replace code that it has compiled anew; it does not in all of them.
  public static final int ROUNDS = 5;

  private Allocation() {}

  /// How many bytes so many runs allocate on this thread, once everything is loaded: the least of
  /// some rounds.
  public static long bytes(int runs, Runnable work) {
    var meter = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = meter.getCurrentThreadAllocatedBytes();
      for (int run = 0; run < runs; run++) {
        work.run();
      }
      least = Math.min(least, meter.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }
}
