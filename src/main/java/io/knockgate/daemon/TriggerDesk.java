package io.knockgate.daemon;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.knockgate.access.Grant;
import io.knockgate.access.Verdict;
import io.knockgate.action.Ask;
import io.knockgate.config.Nearest;
import io.knockgate.control.Answer;
import io.knockgate.control.Exit;
import io.knockgate.control.Request;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.lease.Outcome;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.time.Moment;
import io.knockgate.time.Span;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Does an action by hand, as a knock would. Any thread may call it.
final class TriggerDesk {
  /// The source of a job that somebody starts by hand without naming one.
  private static final Address THIS_MACHINE = Address.v4(0x7f000001);

  private final Steward steward;
  private final JobDesk jobs;
  private final Supplier<Rules> rules;

  TriggerDesk(Steward steward, JobDesk jobs, Supplier<Rules> rules) {
    this.steward = steward;
    this.jobs = jobs;
    this.rules = rules;
  }

  Answer answer(Request request, Consumer<JsonObject> progress) throws InterruptedException {
    var name = request.text("action", "");
    var actions = rules.get().actions();
    var action = actions.get(name);
    if (action == null) {
      return new Answer.Failed(
          Exit.DATA, "there is no action " + name + Nearest.suggest(name, actions.keySet()));
    }
    var written = request.text("source", "");
    if (written.isEmpty() && action.opensDoors()) {
      return new Answer.Failed(
          Exit.USAGE, "the action opens a door: say for whom with --source ADDRESS");
    }
    if (!request.text("port", "").isEmpty() && !action.needsPort()) {
      return new Answer.Failed(Exit.USAGE, name + " takes no port: leave --port out");
    }
    try {
      var source = written.isEmpty() ? THIS_MACHINE : Address.parse(written);
      var wish = new Wish.Open(name);
      var claim = new Claim(null, request.user(), wish, source, ask(request));
      return carryOut(
          rules.get().gatekeeper().judge(claim, Moment.now().wall()),
          request.flag("detached"),
          progress);
    } catch (BadValue bad) {
      return new Answer.Failed(Exit.USAGE, String.valueOf(bad.getMessage()));
    }
  }

  private static Ask ask(Request request) throws BadValue {
    var port = request.text("port", "");
    var time = request.text("for", "");
    var span = Span.parse(time);
    if (span.isEmpty() && !time.isEmpty()) {
      throw new BadValue("a time is like 90s, 15m or 8h, not \"" + time + "\"");
    }
    return new Ask(port.isEmpty() ? null : Port.parse(port), span.orElse(null));
  }

  private Answer carryOut(Verdict verdict, boolean detached, Consumer<JsonObject> progress)
      throws InterruptedException {
    return switch (verdict) {
      case Verdict.Granted(var grants) -> carryOut(grants.getFirst(), detached, progress);
      case Verdict.Refused(_, var reason) -> new Answer.Failed(Exit.DATA, reason);
    };
  }

  private Answer carryOut(Grant grant, boolean detached, Consumer<JsonObject> progress)
      throws InterruptedException {
    return switch (grant) {
      case Grant.Open open ->
          switch (steward.ask(() -> steward.book().open(open, Moment.now()))) {
            case Outcome.Opened(var state, _) -> new Answer.Done(Json.lease(state));
            case Outcome.Refused(var reason) -> new Answer.Failed(Exit.IO, reason);
          };
      case Grant.Job job -> withLease(jobs.trigger(job, detached, progress));
      case Grant.Close _ -> throw new IllegalStateException("a trigger never closes");
    };
  }

  /// A job that has opened doors is told with them.
  private Answer withLease(Answer answer) {
    if (answer instanceof Answer.Done(JsonObject end)
        && end.get("lease") instanceof JsonPrimitive id) {
      steward.book().leases().stream()
          .filter(state -> state.lease().id().toString().equals(id.getAsString()))
          .forEach(state -> end.add("open", Json.lease(state)));
    }
    return answer;
  }
}
