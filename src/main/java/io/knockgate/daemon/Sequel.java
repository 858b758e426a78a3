package io.knockgate.daemon;

import io.knockgate.action.Ask;
import io.knockgate.id.Id;
import io.knockgate.job.Due;
import io.knockgate.job.Job;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.lease.Aftermath;
import io.knockgate.lease.LeaseState;
import io.knockgate.time.Moment;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// What an action says under `then`, as a job that follows the end of each of its leases.
///
/// @param rules those in force when it is asked
/// @param random where ids come from
/// @param foreman who does it
record Sequel(Supplier<Rules> rules, RandomGenerator random, Foreman foreman) implements Aftermath {
  @Override
  public Optional<Job> of(LeaseState.Closed closed, Moment now) {
    var lease = closed.lease();
    var action = rules.get().actions().get(lease.action());
    if (action == null || action.then().isEmpty()) {
      return Optional.empty();
    }
    var wish = new Wish.Open(lease.action());
    var ask = new Ask(action.asked(lease.openings()).orElse(null), null);
    var claim = new Claim(lease.knock(), lease.client(), wish, lease.source(), ask);
    return Optional.of(
        new Job(
            Id.random(random), claim, Job.Part.THEN, lease.id(), now, new Due(now, false), 0, 0));
  }

  @Override
  public void ended(LeaseState.Closed closed) {
    foreman.ended(closed.lease().id(), closed.why().reason());
  }

  @Override
  public void begin(Job job) {
    foreman.follow(job);
  }
}
