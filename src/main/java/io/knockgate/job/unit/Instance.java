package io.knockgate.job.unit;

import io.knockgate.action.Task;
import io.knockgate.job.TaskEnd;
import io.knockgate.job.Work;
import io.knockgate.job.Worker;
import io.knockgate.line.Line;
import io.knockgate.line.MalformedLine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The other end of a [SocketWorker]'s connection: runs the one program that it is asked for, tells
/// what it writes and how it ends, and ends it when the daemon hangs up.
public final class Instance {
  private static final long TELL_EVERY_MILLIS = 100;

  private final SocketChannel channel;
  private final Worker worker;
  private final Line line;
  private long told;

  /// @param channel the connection
  /// @param worker who runs the program
  public Instance(SocketChannel channel, Worker worker) {
    this.channel = channel;
    this.worker = worker;
    this.line = new Line(channel);
  }

  /// Does it; returns when nothing of the program is left and the daemon was told, or has hung up.
  ///
  /// @throws MalformedLine when it is not asked for a program
  /// @throws IOException when it can't be asked
  public void serve() throws IOException, MalformedLine, InterruptedException {
    Task.Run run = Protocol.task(line.read(Protocol.LONGEST_TASK));
    var end = new CompletableFuture<TaskEnd>();
    var work = worker.begin(run, end::complete);
    Thread.ofVirtual().name("hang-up").start(() -> stopWhenHungUp(work));
    tell(work, end);
  }

  private void tell(Work work, CompletableFuture<TaskEnd> end) throws InterruptedException {
    try {
      while (!over(end)) {
        tell(work);
      }
      tell(work);
      line.write(Protocol.end(end.join()));
    } catch (IOException gone) {
      work.kill();
      end.join();
    }
  }

  private synchronized void tell(Work work) throws IOException {
    var chunk = work.output(told);
    told = chunk.next();
    if (!chunk.text().isEmpty()) {
      line.write(Protocol.output(chunk.text()));
    }
  }

  private static boolean over(CompletableFuture<TaskEnd> end) throws InterruptedException {
    try {
      end.get(TELL_EVERY_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// A daemon has nothing to say after the task, until it hangs up or dies. One that died may soon
  /// begin the same again, beside which this must not run.
  private void stopWhenHungUp(Work work) {
    var nothing = ByteBuffer.allocate(1024);
    try {
      while (channel.read(nothing.clear()) >= 0) {
        // whatever it says
      }
      stillHears(); // before it is stopped, which asks it to end
      work.stop();
    } catch (IOException gone) {
      work.kill();
    }
  }

  /// Who has only said its last goes on listening; who has died doesn't.
  private synchronized void stillHears() throws IOException {
    line.write(Protocol.output(""));
  }
}
