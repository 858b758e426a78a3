package io.knockgate.daemon;

import io.knockgate.access.Grant;
import io.knockgate.action.Action;
import io.knockgate.action.Opening;
import io.knockgate.id.Id;
import io.knockgate.job.Doors;
import io.knockgate.job.Job;
import io.knockgate.lease.Ending;
import io.knockgate.lease.LeaseBook;
import io.knockgate.lease.Outcome;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Opens a job's doors as leases, on the steward's thread.
///
/// @param steward who owns the leases
/// @param rules those in force when a door is to open, which the job may have begun before
record LeaseDoors(Steward steward, Supplier<Rules> rules) implements Doors {
  @Override
  public void open(
      Job job, Action action, List<Opening> openings, Duration time, Consumer<Answer> told) {
    var grant = new Grant.Open(job.claim(), action, openings, time);
    steward.send(book -> told.accept(open(job, grant, book)));
  }

  private Answer open(Job job, Grant.Open grant, LeaseBook book) {
    var now = Moment.now();
    if (!rules.get().stillGrant(job, grant.action(), grant.openings(), now.wall())) {
      return new Answer.Refused("the configuration no longer has it");
    }
    return switch (book.open(grant, now)) {
      case Outcome.Opened(var state, _) -> new Answer.Opened(state.lease().id());
      case Outcome.Refused(var reason) -> new Answer.Refused(reason);
    };
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
