package io.knockgate.lease;

import io.knockgate.job.Job;
import io.knockgate.lease.LeaseState.Closed;
import io.knockgate.time.Moment;
import java.util.Optional;

/// What follows when a lease ends, however it ended. Called by the thread that owns the lease book;
/// returns at once.
public interface Aftermath {
  /// Nothing follows.
  Aftermath NONE =
      new Aftermath() {
        @Override
        public Optional<Job> of(Closed closed, Moment now) {
          return Optional.empty();
        }

        @Override
        public void ended(Closed closed) {}

        @Override
        public void begin(Job job) {
          throw new IllegalStateException("nothing follows, least of all " + job);
        }
      };

  /// A lease has ended, and that has been told.
  void ended(Closed closed);

  /// The job that follows this end; empty where none does. Asked when the last lease of an action
  /// has ended: then all its doors are shut.
  Optional<Job> of(Closed closed, Moment now);

  /// Takes over such a job, which is kept by now together with the lease's end.
  void begin(Job job);
}
