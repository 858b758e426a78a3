package io.knockgate.daemon;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.knockgate.access.Gatekeeper;
import io.knockgate.access.Grant;
import io.knockgate.access.Verdict;
import io.knockgate.action.Action;
import io.knockgate.action.Ask;
import io.knockgate.control.Answer;
import io.knockgate.control.Command;
import io.knockgate.control.Exit;
import io.knockgate.control.Request;
import io.knockgate.job.JobEnd;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.lease.Ending;
import io.knockgate.lease.Lease;
import io.knockgate.lease.LeaseId;
import io.knockgate.lease.LeaseState;
import io.knockgate.lease.Outcome;
import io.knockgate.lease.StoreException;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.store.Store;
import io.knockgate.time.Moment;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;

/// Answers the commands that reach the daemon by its control socket. Any thread may call it.
final class ControlDesk {
  private static final int MOST_EVENTS = 10_000;

  /// The exit code of a job that was killed because its time was over, as timeout(1) has it.
  private static final int TIMED_OUT = 124;

  /// The source of a job that somebody starts by hand without naming one.
  private static final Address THIS_MACHINE = Address.v4(0x7f000001);

  private final Steward steward;
  private final Jobs jobs;
  private final Gatekeeper gatekeeper;
  private final Map<String, Action> actions;
  private final Store store;
  private final Health health;
  private volatile boolean isOpen;

  ControlDesk(
      Steward steward,
      Jobs jobs,
      Gatekeeper gatekeeper,
      Map<String, Action> actions,
      Store store,
      Health health) {
    this.steward = steward;
    this.jobs = jobs;
    this.gatekeeper = gatekeeper;
    this.actions = actions;
    this.store = store;
    this.health = health;
  }

  /// What can be asked for, by name.
  Map<String, Command> commands() {
    return Map.of(
        "status", (_, _) -> whenOpen(this::status),
        "health", (_, _) -> whenOpen(() -> new Answer.Done(health.json())),
        "history", (request, _) -> whenOpen(() -> history(request)),
        "close", (request, _) -> whenOpen(() -> close(request)),
        "trigger", (request, _) -> whenOpen(() -> trigger(request)));
  }

  /// The daemon has begun: until then every command is told to come back.
  void open() {
    isOpen = true;
  }

  private interface Service {
    Answer answer() throws InterruptedException;
  }

  private Answer whenOpen(Service service) throws InterruptedException {
    return isOpen
        ? service.answer()
        : new Answer.Failed(Exit.UNAVAILABLE, "knockgate is starting: try again in a moment");
  }

  private Answer status() {
    var leases = new JsonArray();
    steward.book().leases().stream()
        .sorted((one, other) -> one.until().wall().compareTo(other.until().wall()))
        .map(Json::lease)
        .forEach(leases::add);
    var running = new JsonArray();
    jobs.running().stream().map(Json::job).forEach(running::add);
    var answer = new JsonObject();
    answer.add("leases", leases);
    answer.add("jobs", running);
    var wellbeing = health.json();
    wellbeing.add("hints", Health.list(health.hints()));
    answer.add("health", wellbeing);
    return new Answer.Done(answer);
  }

  private Answer history(Request request) {
    int limit = Math.clamp(request.number("limit", 100), 1, MOST_EVENTS);
    try {
      var events = new JsonArray();
      store.history(limit).stream().map(Json::event).forEach(events::add);
      return new Answer.Done(events);
    } catch (StoreException refused) {
      return new Answer.Failed(Exit.IO, String.valueOf(refused.getMessage()));
    }
  }

  private Answer close(Request request) throws InterruptedException {
    var what = request.text("what", "");
    Predicate<Lease> which = what.isEmpty() ? _ -> true : named(what);
    var why = Ending.command(request.user());
    var states = steward.ask(() -> steward.book().closeAll(which, why, Moment.now()));
    if (states.isEmpty() && !what.isEmpty() && !actions.containsKey(what)) {
      return new Answer.Failed(Exit.DATA, "no lease or action is called " + what);
    }
    return closed(states);
  }

  private static Predicate<Lease> named(String what) {
    var id = LeaseId.parse(what);
    return lease -> lease.action().equals(what) || id.filter(lease.id()::equals).isPresent();
  }

  private static Answer closed(List<LeaseState> states) {
    var leases = new JsonArray();
    for (var state : states) {
      leases.add(state.lease().id().toString());
      if (state instanceof LeaseState.Closing stuck) {
        return new Answer.Failed(
            Exit.IO, "lease " + stuck.lease().id() + " can't be shut yet: " + stuck.refusal());
      }
    }
    return new Answer.Done(leases);
  }

  private Answer trigger(Request request) throws InterruptedException {
    var name = request.text("action", "");
    var action = actions.get(name);
    if (action == null) {
      return new Answer.Failed(Exit.DATA, "there is no action " + name);
    }
    var written = request.text("source", "");
    if (written.isEmpty() && action.opensDoors()) {
      return new Answer.Failed(
          Exit.USAGE, "the action opens a door: say for whom with --source ADDRESS");
    }
    try {
      var source = written.isEmpty() ? THIS_MACHINE : Address.parse(written);
      var wish = new Wish.Open(name);
      var claim = new Claim(null, request.user(), wish, source, Ask.NOTHING);
      return carryOut(gatekeeper.judge(claim));
    } catch (BadValue bad) {
      return new Answer.Failed(Exit.USAGE, String.valueOf(bad.getMessage()));
    }
  }

  private Answer carryOut(Verdict verdict) throws InterruptedException {
    return switch (verdict) {
      case Verdict.Granted(Grant.Open open) ->
          switch (steward.ask(() -> steward.book().open(open, Moment.now()))) {
            case Outcome.Opened(var state, _) -> new Answer.Done(Json.lease(state));
            case Outcome.Refused(var reason) -> new Answer.Failed(Exit.IO, reason);
          };
      case Verdict.Granted(Grant.Run run) -> follow(run);
      case Verdict.Granted(Grant.Close _) ->
          throw new IllegalStateException("a trigger never closes");
      case Verdict.Refused(_, var reason) -> new Answer.Failed(Exit.DATA, reason);
    };
  }

  private Answer follow(Grant.Run run) throws InterruptedException {
    var end = jobs.start(run, Moment.now());
    if (end == null) {
      return new Answer.Failed(Exit.UNAVAILABLE, "skipped: the job before it still runs");
    }
    try {
      return switch (end.get()) {
        case JobEnd.Exited(int exit, var output) -> new Answer.Done(Json.ended(exit, output));
        case JobEnd.TimedOut(var output) -> new Answer.Done(Json.ended(TIMED_OUT, output));
        case JobEnd.NotStarted(var reason) -> new Answer.Failed(Exit.IO, reason);
      };
    } catch (ExecutionException broken) {
      throw new IllegalStateException("the job's end was not told", broken);
    }
  }
}
