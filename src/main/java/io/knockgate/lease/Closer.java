package io.knockgate.lease;

import io.knockgate.gateway.Gateway;
import io.knockgate.gateway.GatewayException;
import io.knockgate.job.Job;
import io.knockgate.lease.LeaseState.Closing;
import io.knockgate.lease.LeaseState.Live;
import io.knockgate.lease.LeaseState.Open;
import io.knockgate.time.Moment;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends leases: shuts their doors, then notes the end, tells it and has followed what follows it.
final class Closer {
  private static final Logger LOG = LoggerFactory.getLogger(Closer.class);

  private final Register register;
  private final Gateway gateway;
  private final Outbox outbox;
  private final Teller teller;
  private final Aftermath aftermath;

  Closer(Register register, Gateway gateway, Outbox outbox, Teller teller, Aftermath aftermath) {
    this.register = register;
    this.gateway = gateway;
    this.outbox = outbox;
    this.teller = teller;
    this.aftermath = aftermath;
  }

  /// Closes a lease, or tries again where the gateway refused to: then for the reason of before.
  LeaseState close(Live live, Ending why, Moment now) {
    return switch (live) {
      case Open open -> shut(open.closing(why), now);
      case Closing already -> shut(already, now);
    };
  }

  private LeaseState shut(Closing state, Moment now) {
    try {
      gateway.apply(register.change(List.of(state), null, now));
      return end(state, now);
    } catch (GatewayException refusal) {
      var refused = state.refused(String.valueOf(refusal.getMessage()));
      if (state.refusal().isEmpty()) {
        LOG.warn(
            "lease {} of {} can't be shut, will be tried again, the kernel shuts it at {}: {}",
            state.lease().id(),
            state.lease().action(),
            state.until().wall(),
            refused.refusal());
        outbox.put(refused);
      }
      register.put(refused);
      return refused;
    }
  }

  /// A lease has taken the place of this one, whose doors are shut already.
  void displace(Live rival, Lease by, Moment now) {
    end(
        switch (rival) {
          case Closing already -> already;
          case Open open -> open.closing(Ending.displaced(by));
        },
        now);
  }

  private LeaseState.Closed end(Closing state, Moment now) {
    register.remove(state.lease());
    return over(state.closed(now.wall()), now);
  }

  /// A lease is over that is not, or no longer, in the register.
  LeaseState.Closed over(LeaseState.Closed closed, Moment now) {
    if (register.count(closed.lease().action()) == 0) {
      aftermath
          .of(closed, now)
          .ifPresentOrElse(job -> over(closed, job), () -> overAndNothingFollows(closed));
    } else {
      overAndNothingFollows(closed);
    }
    return closed;
  }

  private void over(LeaseState.Closed closed, Job next) {
    teller.closed(closed, next);
    aftermath.ended(closed);
    aftermath.begin(next);
  }

  /// The same, where other leases of its action are open, or end now.
  void overAndNothingFollows(LeaseState.Closed closed) {
    teller.closed(closed);
    aftermath.ended(closed);
  }
}
