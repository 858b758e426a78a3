package io.knockgate.job.lan;

import io.knockgate.action.Task;
import io.knockgate.job.TaskEnd;
import io.knockgate.job.TaskThread;
import io.knockgate.job.Work;
import io.knockgate.job.Worker;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Wakes machines and waits for their ports.
public final class LanWorker implements Worker {
  private final AtomicInteger count = new AtomicInteger();
  private final Set<Waiting> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  @Override
  public Work begin(Task task, Consumer<TaskEnd> end) {
    return switch (task) {
      case Task.Wake wake -> wake(wake, end);
      case Task.Wait wait -> await(wait, end);
      default -> throw new IllegalArgumentException("nothing on the network: " + task);
    };
  }

  private Work wake(Task.Wake wake, Consumer<TaskEnd> end) {
    TaskThread.start(this::start, () -> new MagicPacket(wake.mac()).send(wake.link()), end);
    return new Silent(() -> {}); // it takes no time
  }

  private Work await(Task.Wait wait, Consumer<TaskEnd> end) {
    var patience = new Waiting(wait.until(), wait.limit());
    waiting.add(patience);
    if (closed) {
      patience.stop();
    }
    TaskThread.start(
        this::start,
        patience::run,
        how -> {
          waiting.remove(patience);
          end.accept(how);
        });
    return new Silent(patience::stop);
  }

  /// On a thread in the network namespace of the caller's, unlike a virtual one's.
  private void start(Runnable work) {
    Thread.ofPlatform().daemon().name("lan-" + count.incrementAndGet()).start(work);
  }

  private record Silent(Runnable stopping) implements Work {
    @Override
    public void stop() {
      stopping.run();
    }

    @Override
    public Chunk output(long from) {
      return new Chunk("", from);
    }
  }

  @Override
  public void close() {
    closed = true;
    waiting.forEach(Waiting::stop);
  }
}
