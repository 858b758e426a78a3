package io.knockgate.daemon;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts how often the table was restored, and tells it: a line a second, however often somebody
/// changes the table. For one thread; [#total] and [#trouble] are for any.
final class Repairs {
  private static final Logger LOG = LoggerFactory.getLogger(Repairs.class);
  private static final long PACE = Duration.ofSeconds(1).toNanos();

  private int untold;
  private boolean failureIsUntold;
  private long nextLine;
  private final LongAdder total = new LongAdder();
  private volatile String trouble = "";

  /// @param now as [System#nanoTime] says, here and below
  Repairs(long now) {
    this.nextLine = now;
  }

  /// The table was restored.
  void done(long now) {
    total.increment();
    untold++;
    trouble = "";
    failureIsUntold = false;
    tell(now);
  }

  /// The table is as it should be; nobody had changed it, but an answer of the kernel was lost.
  void sure() {
    trouble = "";
    failureIsUntold = false;
    LOG.warn("an answer of the kernel was lost; table inet knockgate is as it should be");
  }

  /// It could not be.
  void failed(String why, long now) {
    failureIsUntold |= trouble.isEmpty();
    trouble = why;
    tell(now);
  }

  /// Tells what was held back, once there may be a line again.
  void tell(long now) {
    if ((untold == 0 && !failureIsUntold) || !mayTell(now)) {
      return;
    }
    if (failureIsUntold) {
      LOG.error("table inet knockgate can't be restored, will be tried again: {}", trouble);
      failureIsUntold = false;
    }
    if (untold == 1) {
      LOG.warn("somebody changed table inet knockgate; it is restored");
    } else if (untold > 1) {
      LOG.warn("somebody changed table inet knockgate {} times; it is restored", untold);
    }
    untold = 0;
  }

  private boolean mayTell(long now) {
    if (now - nextLine < 0) {
      return false;
    }
    nextLine = now + PACE;
    return true;
  }

  /// How often so far.
  long total() {
    return total.sum();
  }

  /// Why the table is not as it should be; the empty text where it is.
  String trouble() {
    return trouble;
  }
}
