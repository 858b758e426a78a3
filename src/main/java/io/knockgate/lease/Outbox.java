package io.knockgate.lease;

import io.knockgate.id.Id;
import io.knockgate.job.Job;
import io.knockgate.job.Promises;
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
import org.jspecify.annotations.Nullable;

/// What has happened and is not on the disk yet. Opening a door never waits for the disk: it leaves
/// a note here, and the [Scribe] writes it down. Any thread may call it.
///
/// A note is never written without the event that came with it, and an event never before a note
/// that was left before it: what the history tells of a lease or a job is all, and true of what is
/// kept.
///
/// Bounded while the disk fails: a lease or a job has one note, its last state; beyond
/// [#MOST_EVENTS] events the newest are counted and dropped.
public final class Outbox implements Journal, Promises {
  static final int MOST_EVENTS = 10_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition stirred = lock.newCondition();
  private final SequencedMap<Note.Key, Note> notes = new LinkedHashMap<>();
  private final Deque<Event> events = new ArrayDeque<>();

  /// How many of the first notes were given back. They are taken together again, because a lease's
  /// end and the job that follows it may be among them.
  private int givenBack;

  /// How many events have been taken out, for good as it seems.
  private long taken;

  private long lost;
  private boolean closed;

  /// Takes an event that stands for itself. One that tells how a lease or a job is has come with
  /// the note of that.
  @Override
  public void tell(Event event) {
    switch (event) {
      case Event.Refused _, Event.Notice _ -> put(event);
      case Event.Granted _, Event.Closed _, Event.Job _ -> {}
    }
  }

  private void put(Event event) {
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
    put(note(state), null);
  }

  /// The same, with the event that tells it: either both get on the disk or neither.
  void put(LeaseState state, Event told) {
    put(note(state), told);
  }

  /// The same for a lease's end and the job that follows it.
  void put(LeaseState.Closed closed, Job next, Event told) {
    put(new Note.OfLease(closed.lease().id(), Optional.empty(), Optional.of(next)), told);
  }

  private static Note.State note(LeaseState state) {
    var kept =
        switch (state) {
          case LeaseState.Open open -> Optional.of(open);
          case LeaseState.Closing _, LeaseState.Closed _ -> Optional.<LeaseState.Open>empty();
        };
    return new Note.OfLease(state.lease().id(), kept, Optional.empty());
  }

  @Override
  public void keep(Job job) {
    put(new Note.OfJob(job.id(), Optional.of(job)), null);
  }

  @Override
  public void keep(Job job, Event.Job told) {
    put(new Note.OfJob(job.id(), Optional.of(job)), told);
  }

  @Override
  public void forget(Id id, Event.Job end) {
    put(new Note.OfJob(id, Optional.empty()), end);
  }

  private void put(Note.State state, @Nullable Event told) {
    lock.lock();
    try {
      long before = taken + events.size();
      if (told != null) {
        put(told);
      }
      long with = taken + events.size();
      notes.merge(state.key(), new Note(state, before, with > before ? with : 0), Note::then);
      stirred.signal();
    } finally {
      lock.unlock();
    }
  }

  /// Takes out the oldest notes and the oldest events, at most this many of each, or all that were
  /// given back; and then what belongs to these.
  Batch take(int most) {
    var gone = new ArrayList<Id>();
    var open = new ArrayList<LeaseState.Open>();
    var jobs = new LinkedHashMap<Id, Optional<Job>>();
    var told = new ArrayList<Event>();
    lock.lock();
    try {
      int count = Math.max(most, givenBack);
      givenBack = 0;
      long with = 0;
      for (int i = 0; i < count || isLeftBefore(with); i++) {
        var note = notes.pollFirstEntry();
        if (note == null) {
          break;
        }
        with = Math.max(with, note.getValue().with());
        switch (note.getValue().state()) {
          case Note.OfLease(var id, var kept, var next) -> {
            kept.ifPresentOrElse(open::add, () -> gone.add(id));
            next.ifPresent(job -> jobs.put(job.id(), next));
          }
          case Note.OfJob(var id, var kept) -> jobs.put(id, kept);
        }
      }
      long before = notes.isEmpty() ? Long.MAX_VALUE : notes.firstEntry().getValue().before();
      for (int i = 0; (i < most || taken < with) && !events.isEmpty() && taken < before; i++) {
        told.add(events.removeFirst());
        taken++;
      }
    } finally {
      lock.unlock();
    }
    var goneJobs = new ArrayList<Id>();
    var keptJobs = new ArrayList<Job>();
    jobs.forEach((id, kept) -> kept.ifPresentOrElse(keptJobs::add, () -> goneJobs.add(id)));
    return new Batch(gone, open, goneJobs, keptJobs, told);
  }

  /// Whether the oldest note was left before the last of so many events.
  private boolean isLeftBefore(long told) {
    return !notes.isEmpty() && notes.firstEntry().getValue().before() < told;
  }

  /// Takes back what could not be written, before all else; a newer note of the same lease or job
  /// stands.
  void giveBack(Batch batch) {
    lock.lock();
    try {
      long with = batch.told().isEmpty() ? 0 : taken;
      for (var job : batch.jobs().reversed()) {
        putFirst(new Note(new Note.OfJob(job.id(), Optional.of(job)), 0, with));
      }
      for (var id : batch.goneJobs().reversed()) {
        putFirst(new Note(new Note.OfJob(id, Optional.empty()), 0, with));
      }
      for (var open : batch.open().reversed()) {
        putFirst(new Note(note(open), 0, with));
      }
      for (var id : batch.gone().reversed()) {
        putFirst(new Note(new Note.OfLease(id, Optional.empty(), Optional.empty()), 0, with));
      }
      givenBack = batch.changes();
      batch.told().reversed().forEach(events::addFirst);
      taken -= batch.told().size();
    } finally {
      lock.unlock();
    }
  }

  private void putFirst(Note older) {
    var key = older.state().key();
    var newer = notes.get(key);
    notes.putFirst(key, newer == null ? older : older.then(newer));
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
