package io.knockgate.lease;

import io.knockgate.id.Id;
import io.knockgate.job.Job;
import java.util.Optional;

/// What is to be written of one lease or one job.
///
/// @param state how it is now
/// @param before how many events had been told when it was first noted
/// @param with how many had been told when the last was that belongs to it; 0 where none does
record Note(State state, long before, long with) {
  Note then(Note newer) {
    return new Note(newer.state, before, Math.max(with, newer.with));
  }

  /// How a lease or a job is.
  sealed interface State {
    /// What is the same for each state of it. A lease and a job may have the same id.
    Key key();
  }

  /// @param isJob a job, or else a lease
  record Key(Id id, boolean isJob) {}

  /// @param kept the lease as it is kept; empty where it is no more
  /// @param next the job that follows its end
  record OfLease(Id id, Optional<LeaseState.Open> kept, Optional<Job> next) implements State {
    @Override
    public Key key() {
      return new Key(id, false);
    }
  }

  /// @param kept the job as it is kept; empty where it is over
  record OfJob(Id id, Optional<Job> kept) implements State {
    @Override
    public Key key() {
      return new Key(id, true);
    }
  }
}
