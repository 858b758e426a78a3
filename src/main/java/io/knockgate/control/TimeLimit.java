package io.knockgate.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Hangs up on clients that take too long.
final class TimeLimit implements AutoCloseable {
  private final Duration limit;
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("control-limit").factory());

  TimeLimit(Duration limit) {
    this.limit = limit;
  }

  /// A wait for a client that is not over yet.
  @FunctionalInterface
  interface Wait extends AutoCloseable {
    /// The client was quick enough.
    @Override
    void close();
  }

  /// The connection is closed when the limit is over, unless the wait is closed before.
  Wait on(SocketChannel client) {
    var bell = clock.schedule(() -> hangUp(client), limit.toNanos(), TimeUnit.NANOSECONDS);
    return () -> bell.cancel(false);
  }

  private static void hangUp(SocketChannel client) {
    try {
      client.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
