package io.knockgate.lease;

import io.knockgate.journal.Event;
import io.knockgate.journal.Journal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What has happened and is not on the disk yet. Opening a door never waits for the disk: it leaves
/// a note here, and the [Scribe] writes it down. Any thread may call it.
///
/// Bounded while the disk fails: a lease has one note, its last state; beyond [#MOST_EVENTS] events
/// the newest are counted and dropped.
public final class Outbox implements Journal {
  static final int MOST_EVENTS = 10_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition stirred = lock.newCondition();
  private final SequencedMap<LeaseId, Optional<LeaseState.Open>> notes = new LinkedHashMap<>();
  private final Deque<Event> events = new ArrayDeque<>();
  private long lost;
  private boolean closed;

  @Override
  public void tell(Event event) {
    lock.lock();
    try {
      if (events.size() < MOST_EVENTS) {
        events.addLast(event);
        stirred.signal();
      } else {
        lost++;
      }
    } finally {
      lock.unlock();
    }
  }

  /// Notes a lease's new state. Only an open lease is kept on the disk: the door of one that was
  /// closing is shut by the next process as any door without a lease is.
  void put(LeaseState state) {
    var kept =
        switch (state) {
          case LeaseState.Open open -> Optional.of(open);
          case LeaseState.Closing _, LeaseState.Closed _ -> Optional.<LeaseState.Open>empty();
        };
    lock.lock();
    try {
      notes.put(state.lease().id(), kept);
      stirred.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Takes out the oldest notes and the oldest events, at most this many of each.
  Batch take(int most) {
    var gone = new ArrayList<LeaseId>();
    var open = new ArrayList<LeaseState.Open>();
    var told = new ArrayList<Event>();
    lock.lock();
    try {
      for (int i = 0; i < most && !notes.isEmpty(); i++) {
        var note = notes.pollFirstEntry();
        note.getValue().ifPresentOrElse(open::add, () -> gone.add(note.getKey()));
      }
      for (int i = 0; i < most && !events.isEmpty(); i++) {
        told.add(events.removeFirst());
      }
    } finally {
      lock.unlock();
    }
    return new Batch(gone, open, told);
  }

  /// Takes back what could not be written, before all else; a newer note of the same lease stands.
  void giveBack(Batch batch) {
    lock.lock();
    try {
      batch.open().reversed().forEach(open -> putFirst(open.lease().id(), Optional.of(open)));
      batch.gone().reversed().forEach(id -> putFirst(id, Optional.empty()));
      batch.told().reversed().forEach(events::addFirst);
    } finally {
      lock.unlock();
    }
  }

  private void putFirst(LeaseId id, Optional<LeaseState.Open> older) {
    notes.putFirst(id, notes.getOrDefault(id, older));
  }

  /// Waits until something is to be written. False once closed, whether or not something is left.
  boolean await() throws InterruptedException {
    lock.lock();
    try {
      while (!closed && notes.isEmpty() && events.isEmpty()) {
        stirred.await();
      }
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  /// Waits for this long, less once closed.
  void rest(Duration time) throws InterruptedException {
    lock.lock();
    try {
      long left = time.toNanos();
      while (!closed && left > 0) {
        left = stirred.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Ends every wait, now and later. Notes are still taken.
  void close() {
    lock.lock();
    try {
      closed = true;
      stirred.signalAll();
    } finally {
      lock.unlock();
    }
  }

  int waiting() {
    lock.lock();
    try {
      return notes.size() + events.size();
    } finally {
      lock.unlock();
    }
  }

  long lost() {
    lock.lock();
    try {
      return lost;
    } finally {
      lock.unlock();
    }
  }
}
