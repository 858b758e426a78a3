package io.knockgate.daemon;

import io.knockgate.knock.Recognition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/// Where knocks wait for public-key work, which costs a thousand times what a packet costs: one
/// thread does it, one source after another, so that a source that sends much waits for itself.
///
/// At most [#MOST] wait, [#MOST_EACH] of a source (an IPv4 address, an IPv6 /64). Beyond, the
/// source that has most in the queue loses one; where each has one, as in a flood from spoofed
/// sources, one is lost at random, perhaps the newcomer: who repeats a knock is heard in the end.
/// The last [#MOST_KNOWN] sources that proved a client are not lost so, since nobody knows them who
/// spoofs at random.
final class Turnstile implements Runnable {
  static final int MOST = 256;
  static final int MOST_EACH = 4;
  static final int MOST_KNOWN = MOST / 4;

  /// What came of one.
  ///
  /// @param nanos when its packet was heard
  record Finished(Recognition recognition, long nanos) {}

  private record Waiting(Recognition.Unfinished knock, long nanos) {}

  private final RandomGenerator random;
  private final Consumer<Finished> finished;
  private final LongAdder lost = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition came = lock.newCondition();

  /// By the source's site; whose turn is next stands first.
  private final SequencedMap<Long, Deque<Waiting>> bySite = new LinkedHashMap<>();

  /// The sites that proved a client, the latest last.
  private final SequencedSet<Long> known = new LinkedHashSet<>();

  private int waiting;

  /// @param random decides who is lost
  /// @param finished takes what came of each, on the thread that runs this
  Turnstile(RandomGenerator random, Consumer<Finished> finished) {
    this.random = random;
    this.finished = finished;
  }

  /// Takes a knock in; returns at once.
  ///
  /// @param nanos when its packet was heard
  void enter(Recognition.Unfinished knock, long nanos) {
    lock.lock();
    try {
      if (admits(knock.source().siteBits())) {
        bySite
            .computeIfAbsent(knock.source().siteBits(), _ -> new ArrayDeque<>(1))
            .add(new Waiting(knock, nanos));
        waiting++;
        came.signal();
      } else {
        lost.increment();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean admits(long site) {
    var own = bySite.get(site);
    return (own == null || own.size() < MOST_EACH) && (waiting < MOST || makeRoom(site));
  }

  private boolean makeRoom(long newcomer) {
    long site = 0;
    int most = 1;
    for (var entry : bySite.entrySet()) {
      if (entry.getValue().size() > most) {
        site = entry.getKey();
        most = entry.getValue().size();
      }
    }
    if (most == 1) {
      var strangers = new ArrayList<>(bySite.keySet());
      strangers.removeAll(known);
      int chosen = random.nextInt(strangers.size() + (known.contains(newcomer) ? 0 : 1));
      if (chosen == strangers.size()) {
        return false;
      }
      bySite.remove(strangers.get(chosen));
    } else {
      Objects.requireNonNull(bySite.get(site)).removeLast();
    }
    waiting--;
    lost.increment();
    return true;
  }

  /// Works until its thread is interrupted.
  @Override
  public void run() {
    try {
      while (true) {
        var next = take();
        var recognition = next.knock().rest().get();
        if (recognition instanceof Recognition.Complete
            || recognition instanceof Recognition.Refused) {
          remember(next.knock().source().siteBits());
        }
        finished.accept(new Finished(recognition, next.nanos()));
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private void remember(long site) {
    lock.lock();
    try {
      known.remove(site);
      known.addLast(site);
      if (known.size() > MOST_KNOWN) {
        known.removeFirst();
      }
    } finally {
      lock.unlock();
    }
  }

  private Waiting take() throws InterruptedException {
    lock.lock();
    try {
      while (waiting == 0) {
        came.await();
      }
      var turn = bySite.pollFirstEntry();
      var next = turn.getValue().removeFirst();
      if (!turn.getValue().isEmpty()) {
        bySite.putLast(turn.getKey(), turn.getValue());
      }
      waiting--;
      return next;
    } finally {
      lock.unlock();
    }
  }

  /// How many were turned away because too many waited.
  long lost() {
    return lost.sum();
  }
}
