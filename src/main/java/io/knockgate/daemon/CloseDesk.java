package io.knockgate.daemon;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.knockgate.control.Answer;
import io.knockgate.control.Exit;
import io.knockgate.control.Request;
import io.knockgate.id.Id;
import io.knockgate.job.Job;
import io.knockgate.lease.Ending;
import io.knockgate.lease.LeaseState;
import io.knockgate.time.Moment;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Shuts and stops by hand: a lease, a job, all of an action, or everything. Any thread may call
// it.
final class CloseDesk {
  private final Steward steward;
  private final JobDesk jobs;
  private final Supplier<Rules> rules;

  CloseDesk(Steward steward, JobDesk jobs, Supplier<Rules> rules) {
    this.steward = steward;
    this.jobs = jobs;
    this.rules = rules;
  }

  /// What follows the end of a lease is stopped by its own id alone: to shut the doors is what
  /// begins it.
  Answer answer(Request request) throws InterruptedException {
    var what = request.text("what", "");
    var id = Id.parse(what);
    var stopped =
        jobs.stop(
            job ->
                id.filter(job.id()::equals).isPresent()
                    || (job.part() == Job.Part.STEPS
                        && (what.isEmpty() || job.action().equals(what))),
            request.user());
    var why = Ending.command(request.user());
    var states =
        steward.ask(
            () ->
                steward
                    .book()
                    .closeAll(
                        lease -> what.isEmpty() || is(what, id, lease.action(), lease.id()),
                        why,
                        Moment.now()));
    if (states.isEmpty()
        && stopped.isNone()
        && !what.isEmpty()
        && !rules.get().actions().containsKey(what)) {
      return new Answer.Failed(Exit.DATA, "no lease, job or action is called " + what);
    }
    return closed(states, stopped);
  }

  private static boolean is(String what, Optional<Id> named, String action, Id id) {
    return action.equals(what) || named.filter(id::equals).isPresent();
  }

  private static Answer closed(List<LeaseState> states, JobDesk.Stopped stopped) {
    var leases = new JsonArray();
    for (var state : states) {
      leases.add(state.lease().id().toString());
      if (state instanceof LeaseState.Closing stuck) {
        return new Answer.Failed(
            Exit.IO, "lease " + stuck.lease().id() + " can't be shut yet: " + stuck.refusal());
      }
    }
    var done = new JsonObject();
    done.add("leases", leases);
    done.add("jobs", ids(stopped.over()));
    done.add("stopping", ids(stopped.ending()));
    return new Answer.Done(done);
  }

  private static JsonArray ids(List<Id> ids) {
    var list = new JsonArray();
    ids.forEach(id -> list.add(id.toString()));
    return list;
  }
}
