package io.knockgate.daemon;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A thread of the daemon's with one job for its whole life.
///
/// @param thread runs it
/// @param stop makes its job return
record ServiceThread(Thread thread, Runnable stop) implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceThread.class);
  private static final long PATIENCE_MILLIS = 10_000;

  /// Starts a job that returns after `stop` was called.
  static ServiceThread start(String name, Runnable job, Runnable stop) {
    return new ServiceThread(Thread.ofPlatform().name(name).start(job), stop);
  }

  /// Starts a job that returns when its thread is interrupted.
  static ServiceThread interruptible(String name, Runnable job) {
    var thread = Thread.ofPlatform().name(name).start(job);
    return new ServiceThread(thread, thread::interrupt);
  }

  /// Stops the job and waits for its end.
  @Override
  public void close() {
    stop.run();
    try {
      if (!thread.join(java.time.Duration.ofMillis(PATIENCE_MILLIS))) {
        LOG.warn("{} did not end within {} ms", thread.getName(), PATIENCE_MILLIS);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
