package io.knockgate.daemon;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.knockgate.control.Answer;
import io.knockgate.control.Command;
import io.knockgate.control.Exit;
import io.knockgate.store.Store;
import java.util.Map;
import java.util.function.Supplier;

/// Answers the commands that reach the daemon by its control socket. Any thread may call it.
final class ControlDesk {
  private final Steward steward;
  private final JobDesk jobs;
  private final Supplier<Rules> rules;
  private final HistoryDesk history;
  private final LastEnds lastEnds;
  private final CloseDesk close;
  private final TriggerDesk trigger;
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
    this.history = new HistoryDesk(store);
    this.lastEnds = new LastEnds(store);
    this.close = new CloseDesk(steward, jobs, rules);
    this.trigger = new TriggerDesk(steward, jobs, rules);
    this.health = health;
    this.reload = reload;
  }

  /// What can be asked for, by name.
  Map<String, Command> commands() {
    return Map.of(
        "status", (_, _) -> whenOpen(this::status),
        "health", (_, _) -> whenOpen(() -> new Answer.Done(health.json())),
        "history", (request, progress) -> whenOpen(() -> history.answer(request, progress)),
        "reload", (_, _) -> whenOpen(reload::answer),
        "close", (request, _) -> whenOpen(() -> close.answer(request)),
        "trigger", (request, progress) -> whenOpen(() -> trigger.answer(request, progress)));
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

  private Answer status() throws InterruptedException {
    var leases = new JsonArray();
    steward.book().leases().stream()
        .sorted((one, other) -> one.until().wall().compareTo(other.until().wall()))
        .map(Json::lease)
        .forEach(leases::add);
    var answer = new JsonObject();
    answer.add("leases", leases);
    answer.add("jobs", jobs.jobs(rules.get().actions()));
    answer.add("last", lastEnds.now());
    var wellbeing = health.json();
    wellbeing.add("hints", Health.list(health.hints()));
    answer.add("health", wellbeing);
    return new Answer.Done(answer);
  }
}
