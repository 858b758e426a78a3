package io.knockgate.notify;

import io.knockgate.journal.Event;
import io.knockgate.journal.Journal;
import io.knockgate.time.Moment;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/// What waits for one channel, and the thread that tells it, one message after another. A channel
/// that hangs holds up nobody but itself; what it can't be told in the end is a notice in the
/// history.
final class Delivery implements Runnable {
  /// How many events wait; those beyond are lost, and counted.
  static final int MOST = 1_000;

  private final Addressee to;
  private final Patience patience;
  private final Journal history;
  private final BlockingQueue<Event> waiting = new ArrayBlockingQueue<>(MOST);
  private final Losses losses;
  private final Thread thread;
  private volatile String ending = "";
  private volatile String trouble = "";

  /// @param history where losses are told
  Delivery(Addressee to, Patience patience, Journal history) {
    this.to = to;
    this.patience = patience;
    this.history = history;
    this.losses = new Losses(to.name(), patience.quiet());
    // Not a virtual one: it may wait for a name server, which holds a carrier.
    this.thread = Thread.ofPlatform().daemon().name("notify-" + to.name()).unstarted(this);
  }

  void start() {
    thread.start();
  }

  /// Leaves an event to be told, where this channel is to be told of it. Never waits.
  void offer(Occasion occasion, Event event) {
    if (to.on().contains(occasion) && !waiting.offer(event)) {
      losses.add(event, "more than " + MOST + " were waiting");
    }
  }

  /// Why the last try failed, in the operator's words; the empty text where it did not. From any
  /// thread.
  String trouble() {
    return trouble;
  }

  /// Makes the thread tell what waits, without a second try, and end.
  ///
  /// @param why what is lost so is told with this
  void stop(String why) {
    ending = why;
    thread.interrupt();
  }

  /// Waits for the thread's end.
  ///
  /// @param end by the monotonic clock
  void join(long end) throws InterruptedException {
    long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
    if (left > 0) {
      thread.join(left);
    }
  }

  @Override
  public void run() {
    try {
      while (true) {
        var event =
            losses.isEmpty()
                ? waiting.take()
                : waiting.poll(patience.quiet().toNanos(), TimeUnit.NANOSECONDS);
        if (event != null) {
          deliver(event);
        }
        losses.due(Moment.now()).ifPresent(history::tell);
      }
    } catch (InterruptedException stop) {
      bidFarewell(System.nanoTime() + patience.farewell().toNanos());
    }
  }

  private void deliver(Event event) throws InterruptedException {
    var message = Message.of(event);
    for (int tries = 1; ; tries++) {
      try {
        to.channel().tell(message);
        trouble = "";
        return;
      } catch (ChannelException refused) {
        var reason =
            "%s, %d %s".formatted(refused.getMessage(), tries, tries == 1 ? "try" : "tries");
        trouble = "notify " + to.name() + " could not be told: " + reason;
        if (tries > patience.pauses().size()) {
          losses.add(event, reason);
          return;
        }
        pause(tries, event, reason);
      }
    }
  }

  private void pause(int tries, Event event, String reason) throws InterruptedException {
    try {
      Thread.sleep(patience.pauses().get(tries - 1));
    } catch (InterruptedException stop) {
      losses.add(event, reason);
      throw stop;
    }
  }

  private void bidFarewell(long end) {
    for (var event = waiting.poll(); event != null; event = waiting.poll()) {
      if (System.nanoTime() > end || !losses.isEmpty()) {
        losses.add(event, ending);
        continue;
      }
      try {
        to.channel().tell(Message.of(event));
      } catch (ChannelException refused) {
        losses.add(event, refused.getMessage() + ", 1 try");
      }
    }
    losses.all(Moment.now()).ifPresent(history::tell);
  }
}
