package io.knockgate.demo;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/// Waits for what is bound to happen soon.
final class Wait {
  /// Longer than anything in the demo takes.
  static final Duration PATIENCE = Duration.ofSeconds(20);

  private Wait() {}

  /// Whether it became true.
  static boolean until(BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        return false;
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }
}
