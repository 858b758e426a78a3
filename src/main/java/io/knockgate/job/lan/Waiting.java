package io.knockgate.job.lan;

import io.knockgate.job.TaskEnd;
import io.knockgate.net.Endpoint;
import io.knockgate.time.Span;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Tries a TCP port until it answers.
final class Waiting {
  private static final Duration BETWEEN = Duration.ofMillis(500);

  /// A machine that comes up answers to a new SYN, not to the kernel's next one of an old attempt.
  private static final Duration ATTEMPT = Duration.ofSeconds(2);

  private final Endpoint until;
  private final Duration limit;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile Socket attempt = new Socket();

  Waiting(Endpoint until, Duration limit) {
    this.until = until;
    this.limit = limit;
  }

  /// Waits for the answer, the limit, or [#stop].
  TaskEnd run() {
    long begun = System.nanoTime();
    var last = "no attempt";
    while (true) {
      long next = System.nanoTime() + BETWEEN.toNanos();
      var left = limit.minusNanos(System.nanoTime() - begun);
      if (!left.isPositive()) {
        return new TaskEnd.Failed(
            until + " did not answer within " + words(limit) + ", last: " + last, "");
      }
      try {
        connect(left.compareTo(ATTEMPT) < 0 ? left : ATTEMPT);
        return new TaskEnd.Done("");
      } catch (SocketTimeoutException silent) {
        last = "no answer";
      } catch (IOException refused) {
        last = String.valueOf(refused.getMessage());
      }
      if (isStoppedBy(Math.min(next, begun + limit.toNanos()))) {
        return new TaskEnd.Stopped("");
      }
    }
  }

  private static String words(Duration time) {
    return time.toSeconds() > 0 ? Span.format(time) : time.toMillis() + "ms";
  }

  private void connect(Duration patience) throws IOException {
    try (var socket = new Socket()) {
      attempt = socket;
      if (stopped.getCount() == 0) { // perhaps before it knew this socket
        throw new IOException("stopped");
      }
      var address = until.address().toInetAddress();
      int millis = (int) Math.max(1, patience.toMillis()); // 0 were for ever
      socket.connect(new InetSocketAddress(address, until.port()), millis);
    }
  }

  private boolean isStoppedBy(long moment) {
    try {
      long pause = Math.max(0, moment - System.nanoTime());
      return stopped.await(pause, TimeUnit.NANOSECONDS);
    } catch (InterruptedException impossible) {
      throw new AssertionError(impossible); // nobody knows this thread
    }
  }

  /// Ends it at once. Can be repeated.
  void stop() {
    stopped.countDown();
    try {
      attempt.close();
    } catch (IOException closed) {
      // a socket without connection has nothing to lose
    }
  }
}
