package io.knockgate.daemon;

import io.knockgate.access.Grant;
import io.knockgate.action.Action;
import io.knockgate.action.Opening;
import io.knockgate.id.Id;
import io.knockgate.job.Doors;
import io.knockgate.job.Job;
import io.knockgate.lease.Ending;
import io.knockgate.lease.Outcome;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// Opens a job's doors as leases, on the steward's thread.
///
/// @param steward who owns the leases
record LeaseDoors(Steward steward) implements Doors {
  @Override
  public void open(
      Job job, Action action, List<Opening> openings, Duration time, Consumer<Answer> told) {
    var grant = new Grant.Open(job.claim(), action, openings, time);
    steward.send(
        book ->
            told.accept(
                switch (book.open(grant, Moment.now())) {
                  case Outcome.Opened(var state, _) -> new Answer.Opened(state.lease().id());
                  case Outcome.Refused(var reason) -> new Answer.Refused(reason);
                }));
  }

  @Override
  public void shut(Job job, Id lease, String reason, Runnable shut) {
    steward.send(
        book -> {
          book.close(lease, Ending.undone(job.id(), reason), Moment.now());
          shut.run();
        });
  }
}
