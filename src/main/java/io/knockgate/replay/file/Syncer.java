package io.knockgate.replay.file;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// A thread that waits for the disk, so that knocks need not. What is asked for while it waits is
/// done once, when it is back.
final class Syncer {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("marks-sync").factory());
  private final AtomicBoolean asked = new AtomicBoolean();
  private final Runnable sync;

  Syncer(Runnable sync) {
    this.sync = sync;
  }

  /// Syncs as soon as it can; returns at once.
  void ask() {
    if (asked.compareAndSet(false, true)) {
      thread.execute(
          () -> {
            asked.set(false);
            sync.run();
          });
    }
  }

  /// Finishes what was asked for.
  ///
  /// @return whether it could, in 10 seconds
  boolean finish() {
    thread.shutdown();
    try {
      return thread.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
