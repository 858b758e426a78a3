package io.knockgate.job.unit;

import io.knockgate.action.Task;
import io.knockgate.job.TaskEnd;
import io.knockgate.job.Work;
import io.knockgate.line.Line;
import io.knockgate.line.MalformedLine;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One program that a unit runs, and the connection to it.
final class Call implements Work {
  /// How long a unit has for ending what it runs, once we hung up. The connection ends with it; who
  /// has not ended by then is systemd's (`RuntimeMaxSec=`, `TimeoutStopSec=`).
  private static final Duration GRACE = Duration.ofSeconds(20);

  /// From one line to the next: what the job does with its unit must not keep us busy.
  private static final Duration PACE = Duration.ofMillis(20);

  private final Path socket;
  private final Task.Run run;
  private final ScheduledExecutorService clock;
  private final Tail output = new Tail();
  private @Nullable SocketChannel channel;
  private boolean late;
  private boolean stopped;

  Call(Path socket, Task.Run run, ScheduledExecutorService clock) {
    this.socket = socket;
    this.run = run;
    this.clock = clock;
  }

  /// Has the program run, and waits for its end.
  TaskEnd make() {
    if (run.user() != null) {
      return new TaskEnd.Failed(
          "with `jobs: socket:` the unit decides who a job runs as: take `user: %s` out of the action, or write User=%1$s in a drop-in of knockgate-job@.service"
              .formatted(run.user()),
          "");
    }
    var bell = clock.schedule(this::late, run.limit().toNanos(), TimeUnit.NANOSECONDS);
    try (var connection = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return ended(talk(connection));
    } catch (IOException broken) {
      return ended(new TaskEnd.Failed(String.valueOf(broken.getMessage()), output.text()));
    } finally {
      bell.cancel(false);
    }
  }

  private TaskEnd talk(SocketChannel connection) {
    try {
      connection.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException refused) {
      return new TaskEnd.Failed(
          "nobody runs jobs at %s (%s): start it with `systemctl enable --now knockgate-job.socket`"
              .formatted(socket, refused.getMessage()),
          "");
    }
    if (!take(connection)) {
      return new TaskEnd.Failed("its time was over before it began", ""); // ended() has the words
    }
    try {
      var line = new Line(connection);
      line.write(Protocol.task(run));
      while (true) {
        var answer = Line.object(line.read(Protocol.LONGEST_ANSWER));
        var more = Protocol.output(answer);
        if (more == null) {
          return Protocol.end(answer, output.text());
        }
        output.add(more);
        LockSupport.parkNanos(PACE.toNanos());
      }
    } catch (IOException | MalformedLine broken) {
      return new TaskEnd.Failed(
          "the job's unit broke off (%s): see `journalctl -u 'knockgate-job@*'`"
              .formatted(broken.getMessage()),
          output.text());
    }
  }

  /// Whether it is still wanted that the program runs.
  private synchronized boolean take(SocketChannel connected) {
    channel = connected;
    return !late && !stopped;
  }

  /// Where we hung up, that is how it ended.
  private synchronized TaskEnd ended(TaskEnd told) {
    channel = null;
    return stopped
        ? new TaskEnd.Stopped(output.text())
        : late ? new TaskEnd.TimedOut(output.text()) : told;
  }

  private synchronized void late() {
    late |= !stopped;
    hangUp();
  }

  @Override
  public synchronized void stop() {
    stopped |= !late;
    hangUp();
  }

  /// Says that no more will come, so that the unit ends the program and then hangs up.
  private synchronized void hangUp() {
    var connection = channel;
    if (connection == null) {
      return;
    }
    try {
      connection.shutdownOutput();
    } catch (IOException gone) {
      return; // the unit was first
    }
    var _ = clock.schedule(() -> close(connection), GRACE.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static void close(SocketChannel connection) {
    try {
      connection.close();
    } catch (IOException gone) {
      // it is
    }
  }

  @Override
  public Chunk output(long from) {
    return output.since(from);
  }
}
