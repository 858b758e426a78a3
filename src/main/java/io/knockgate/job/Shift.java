package io.knockgate.job;

import io.knockgate.action.Action;
import io.knockgate.id.Id;
import io.knockgate.journal.Event.Stage;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedSet;

/// Begins jobs whose time and turn have come, and sees them to their end.
final class Shift {
  /// Most jobs that run at once: each may hold a process. What follows doors has as many places of
  /// its own, so that jobs that hang keep none of it from being done.
  static final int MOST_RUNNING = 64;

  private final Roster roster;
  private final Try.Tools tools;
  private final Promises promises;
  private final Teller teller;
  private final Places steps = new Places();
  private final Places then = new Places();
  private boolean suspended;

  /// Those who may begin, in their order, and how many are under way.
  private static final class Places {
    final SequencedSet<Entry> ready = new LinkedHashSet<>();
    int running;
  }

  Shift(Roster roster, Try.Tools tools, Promises promises, Teller teller) {
    this.roster = roster;
    this.tools = tools;
    this.promises = promises;
    this.teller = teller;
  }

  /// Takes in a new job; where it can't begin now, that is told.
  void accept(Entry entry, Moment now) {
    ready(entry, JobBook.TOLERANCE.negated(), now);
    advance(now);
    var job = entry.job();
    switch (entry.stage()) {
      case PROMISED -> {
        if (roster.get(job.id()) == entry) {
          tell(entry, Stage.PROMISED, "at " + job.due(), now);
        }
      }
      case QUEUED -> {
        var first = roster.first(job);
        if (first != null && roster.get(job.id()) == entry) {
          tell(entry, Stage.PROMISED, first == entry ? held() : after(first.job()), now);
        }
      }
      case RUNNING, RETRYING, STOPPING -> {}
    }
  }

  private String held() {
    return suspended
        ? "when the daemon starts again"
        : "when one of the " + MOST_RUNNING + " that run is over";
  }

  private static String after(Job job) {
    return "when job " + job.id() + " is over";
  }

  /// Queues a job that waits and was due this long ago, or longer.
  void ready(Entry entry, Duration ago, Moment now) {
    switch (entry.stage()) {
      case PROMISED, RETRYING -> {
        if (entry.job().due().ago(now).compareTo(ago) >= 0) {
          entry.queue(entry.job().due().ago(now).compareTo(JobBook.OVERDUE) <= 0);
          if (roster.first(entry.job()) == entry) {
            // it has come before them
            roster.lane(entry.job()).forEach(other -> places(other).ready.remove(other));
            places(entry).ready.add(entry);
          }
        }
      }
      case QUEUED, RUNNING, STOPPING -> {}
    }
  }

  /// Begins what is ready, as many as may run at once.
  void advance(Moment now) {
    advance(then, now);
    advance(steps, now);
  }

  private void advance(Places places, Moment now) {
    while (!suspended && places.running < MOST_RUNNING && !places.ready.isEmpty()) {
      begin(places.ready.removeFirst(), now);
    }
  }

  private Places places(Entry entry) {
    return switch (entry.job().part()) {
      case STEPS -> steps;
      case THEN -> then;
    };
  }

  private void begin(Entry entry, Moment now) {
    switch (Begin.of(entry.job(), roster.action(entry.job()), entry.isPunctual(), now)) {
      case Begin.Now(var action, var bound) -> run(entry, action, bound, now);
      case Begin.Later(var due) -> postpone(entry, entry.job().due(due), now);
      case Begin.Never(var stage, var reason) -> over(entry, stage, reason, now);
    }
  }

  private void postpone(Entry entry, Job later, Moment now) {
    entry.become(later);
    entry.come(Entry.Stage.PROMISED);
    tell(entry, Stage.PROMISED, "at " + later.due(), now);
  }

  private void run(Entry entry, Action action, Action.Bound bound, Moment now) {
    boolean again = entry.job().interrupted() > 0;
    var job = entry.job().begun(now);
    entry.become(job);
    tell(entry, Stage.STARTED, again ? "again, because it was interrupted" : "", now);
    places(entry).running++;
    var attempt = new Try(job, action, bound, tools, new Owner(entry, action));
    entry.run(attempt);
    attempt.begin();
  }

  /// Hears how a try goes.
  private final class Owner implements Try.Owner {
    private final Entry entry;
    private final Action action;

    Owner(Entry entry, Action action) {
      this.entry = entry;
      this.action = action;
    }

    @Override
    public void opened(Id lease) {
      entry.become(entry.job().opened(lease));
      promises.keep(entry.job());
    }

    @Override
    public void over(Try.Result result) {
      if (suspended) {
        return;
      }
      places(entry).running--;
      var now = tools.clock().get();
      if (!entry.stopped().isEmpty()) {
        Shift.this.over(entry, Stage.STOPPED, entry.stopped(), result, now);
      } else if (result.good()) {
        Shift.this.over(entry, Stage.DONE, result.reason(), result, now);
      } else {
        failed(result, now);
      }
      advance(now);
    }

    private void failed(Try.Result result, Moment now) {
      var course = action.course();
      var due =
          entry.job().part() == Job.Part.THEN
              ? new Due(now.plus(course.retry().after()), false)
              : Due.of(course, course.retry().after(), now).orElse(null);
      if (due == null || entry.job().tries() >= course.retry().times()) {
        Shift.this.over(entry, Stage.FAILED, result.reason(), result, now);
        return;
      }
      var told = entry.job();
      shut(told, result.reason(), () -> {});
      entry.become(told.again(due));
      entry.come(Entry.Stage.RETRYING);
      teller.retrying(now.wall(), told, entry.job(), result.reason() + "; again at " + due, result);
      ready(entry, JobBook.TOLERANCE.negated(), now);
    }
  }

  /// Stops these, the last first, so that none of them begins because another ended.
  void stop(List<Entry> entries, String reason, Moment now) {
    if (suspended) {
      return;
    }
    for (var entry : entries.reversed()) {
      switch (entry.stage()) {
        case PROMISED, QUEUED, RETRYING -> over(entry, Stage.STOPPED, reason, now);
        case RUNNING -> entry.stop(reason);
        case STOPPING -> {}
      }
    }
  }

  private void over(Entry entry, Stage stage, String reason, Moment now) {
    over(entry, stage, reason, new Try.Result(false, "", null, ""), now);
  }

  private void over(Entry entry, Stage stage, String reason, Try.Result result, Moment now) {
    var job = entry.job();
    roster.remove(entry);
    places(entry).ready.remove(entry);
    teller.over(now.wall(), job, stage, reason, result);
    if (stage == Stage.DONE) {
      makeWay(entry, now);
    } else {
      shut(job, reason, () -> makeWay(entry, tools.clock().get()));
    }
  }

  /// The next one of its lane may begin.
  private void makeWay(Entry entry, Moment now) {
    var next = roster.leave(entry);
    if (!suspended && next != null && next.stage() == Entry.Stage.QUEUED) {
      turn(next, now);
      advance(now);
    }
  }

  /// A job that waited for its turn is late from now on.
  private void turn(Entry entry, Moment now) {
    if (places(entry).ready.add(entry) && entry.job().interrupted() == 0) {
      entry.become(entry.job().due(new Due(now, false)));
      promises.keep(entry.job());
    }
  }

  /// Shuts the doors that it has opened.
  ///
  /// @param shut what then: what follows the lease's end has come by then
  private void shut(Job job, String reason, Runnable shut) {
    var lease = job.lease();
    if (job.part() == Job.Part.STEPS && lease != null) {
      tools.doors().shut(job, lease, reason, () -> tools.self().execute(shut));
    } else {
      shut.run();
    }
  }

  private void tell(Entry entry, Stage stage, String reason, Moment now) {
    teller.kept(now.wall(), entry.job(), stage, reason);
  }

  /// Ends what runs and tells nothing from now on.
  void suspend() {
    suspended = true;
    roster.all().forEach(Entry::halt);
  }
}
