package io.knockgate.daemon;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.knockgate.access.Grant;
import io.knockgate.access.Verdict;
import io.knockgate.action.Ask;
import io.knockgate.config.Nearest;
import io.knockgate.control.Answer;
import io.knockgate.control.Command;
import io.knockgate.control.Exit;
import io.knockgate.control.Request;
import io.knockgate.id.Id;
import io.knockgate.job.Job;
import io.knockgate.journal.EventJson;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.lease.Ending;
import io.knockgate.lease.LeaseState;
import io.knockgate.lease.Outcome;
import io.knockgate.lease.StoreException;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.store.Page;
import io.knockgate.store.Store;
import io.knockgate.time.Moment;
import io.knockgate.time.Span;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers the commands that reach the daemon by its control socket. Any thread may call it.
final class ControlDesk {
  private static final Logger LOG = LoggerFactory.getLogger(ControlDesk.class);
  private static final int MOST_EVENTS = 10_000;

  /// The source of a job that somebody starts by hand without naming one.
  private static final Address THIS_MACHINE = Address.v4(0x7f000001);

  private final Steward steward;
  private final JobDesk jobs;
  private final Supplier<Rules> rules;
  private final Store store;
  private final Health health;
  private final Reload reload;
  private volatile boolean isOpen;

  ControlDesk(
      Steward steward,
      JobDesk jobs,
      Supplier<Rules> rules,
      Store store,
      Health health,
      Reload reload) {
    this.steward = steward;
    this.jobs = jobs;
    this.rules = rules;
    this.store = store;
    this.health = health;
    this.reload = reload;
  }

  /// What can be asked for, by name.
  Map<String, Command> commands() {
    return Map.of(
        "status", (_, _) -> whenOpen(this::status),
        "health", (_, _) -> whenOpen(() -> new Answer.Done(health.json())),
        "history", (request, progress) -> whenOpen(() -> history(request, progress)),
        "reload", (_, _) -> whenOpen(reload::answer),
        "close", (request, _) -> whenOpen(() -> close(request)),
        "trigger", (request, progress) -> whenOpen(() -> trigger(request, progress)));
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
    var answer = new JsonObject();
    answer.add("leases", leases);
    answer.add("jobs", jobs.jobs(rules.get().actions()));
    answer.add("last", last());
    var wellbeing = health.json();
    wellbeing.add("hints", Health.list(health.hints()));
    answer.add("health", wellbeing);
    return new Answer.Done(answer);
  }

  /// How the last job of each action ended.
  private JsonArray last() {
    var last = new JsonArray();
    try {
      store.lastEnds().stream().map(EventJson::of).forEach(last::add);
    } catch (StoreException refused) {
      LOG.debug("last results can't be read: {}", refused.getMessage());
    }
    return last;
  }

  /// Tells event after event: all of them may not fit into memory.
  private Answer history(Request request, Consumer<JsonObject> progress)
      throws InterruptedException {
    var of = request.text("of", "");
    int left = Math.clamp(request.number("limit", 100), 1, MOST_EVENTS);
    try {
      var page = store.history(of, Page.NEWEST, left);
      while (!page.events().isEmpty()) {
        for (var event : page.events()) {
          var news = new JsonObject();
          news.add("event", EventJson.of(event));
          progress.accept(news);
          if (Thread.interrupted()) {
            throw new InterruptedException("nobody reads on");
          }
        }
        left -= page.events().size();
        page = left > 0 ? store.history(of, page.last(), left) : new Page(List.of(), 0);
      }
      return new Answer.Done(JsonNull.INSTANCE);
    } catch (StoreException refused) {
      return new Answer.Failed(Exit.IO, String.valueOf(refused.getMessage()));
    }
  }

  /// What follows the end of a lease is stopped by its own id alone: to shut the doors is what
  /// begins it.
  private Answer close(Request request) throws InterruptedException {
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

  private Answer trigger(Request request, Consumer<JsonObject> progress)
      throws InterruptedException {
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
