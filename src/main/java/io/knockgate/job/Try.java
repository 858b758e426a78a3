package io.knockgate.job;

import io.knockgate.action.Action;
import io.knockgate.action.Opening;
import io.knockgate.action.Order;
import io.knockgate.action.Task;
import io.knockgate.id.Id;
import io.knockgate.time.Moment;
import io.knockgate.time.Span;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One try at a job: its steps in order, until one fails. The foreman's thread calls it, except for
/// [#place].
final class Try {
  /// How much of what its tasks write is kept, in characters: the end of it.
  private static final int OUTPUT_KEPT = 64 * 1024;

  /// What a try needs.
  record Tools(Worker worker, Doors doors, Executor self, Supplier<Moment> clock) {}

  /// Who is told how it goes, on the foreman's thread.
  interface Owner {
    void opened(Id lease);

    void over(Result result);
  }

  /// How it ended.
  ///
  /// @param good whether every step was done
  /// @param reason why not, or what is to be said of it all the same
  /// @param exit that of the last program; null where none has ended by itself
  /// @param output the end of what its tasks have written
  record Result(boolean good, String reason, @Nullable Integer exit, String output) {}

  /// How far it is.
  record Place(int step, String doing, @Nullable Work work) {
    static final Place NOWHERE = new Place(0, "", null);
  }

  private final Job job;
  private final Action action;
  private final Action.Bound bound;
  private final List<Order> orders;
  private final Tools tools;
  private final Owner owner;
  private final List<Opening> openings = new ArrayList<>();
  private final List<Work> begun = new ArrayList<>();
  private @Nullable Id lease;
  private @Nullable Id holds;
  private @Nullable Integer exit;
  private String output = "";
  private String warning = "";
  private boolean stopped;
  private volatile Place place = Place.NOWHERE;

  Try(Job job, Action action, Action.Bound bound, Tools tools, Owner owner) {
    this.job = job;
    this.action = action;
    this.bound = bound;
    this.orders = bound.orders();
    this.tools = tools;
    this.owner = owner;
    this.lease = job.lease();
  }

  /// Where it is; from any thread.
  Place place() {
    return place;
  }

  /// Whether it has opened this lease.
  boolean holds(Id lease) {
    return lease.equals(holds);
  }

  /// Begins with the first step.
  void begin() {
    step(0);
  }

  /// Ends what is under way; its owner is told when it has ended. Can be repeated.
  void stop() {
    stopped = true;
    var work = place.work();
    if (work != null) {
      work.stop();
    }
  }

  private void step(int index) {
    if (stopped) {
      bad("it was stopped");
    } else if (index == orders.size()) {
      over(true, warning);
    } else {
      switch (orders.get(index)) {
        case Task task -> {
          place = new Place(index + 1, task.toString(), null);
          var work =
              tools.worker().begin(told(task), end -> tools.self().execute(() -> end(task, end)));
          place = new Place(index + 1, task.toString(), work);
          begun.addLast(work);
        }
        case Opening opening -> open(opening, index);
      }
    }
  }

  private void open(Opening opening, int index) {
    place = new Place(index + 1, "open " + opening, null);
    // Alarms may ring this early.
    var now = tools.clock().get().plus(JobBook.TOLERANCE).wall();
    var hours = action.course().hours().orElse(null);
    if (hours != null && !hours.window().contains(now)) {
      bad("the action's hours are over, " + hours.window());
      return;
    }
    openings.add(opening);
    tools
        .doors()
        .open(
            job,
            action,
            List.copyOf(openings),
            action.within(bound.time(), now),
            answer -> tools.self().execute(() -> answered(answer)));
  }

  private void answered(Doors.Answer answer) {
    switch (answer) {
      case Doors.Answer.Opened(var opened) -> {
        lease = opened;
        holds = opened;
        owner.opened(opened);
        step(place.step());
      }
      case Doors.Answer.Refused(var reason) -> bad(reason);
    }
  }

  /// A program is told which job it is, and which lease.
  private Task told(Task task) {
    if (!(task instanceof Task.Run run)) {
      return task;
    }
    var more = new LinkedHashMap<String, String>();
    more.put("KNOCKGATE_JOB", job.id().toString());
    if (lease != null) {
      more.put("KNOCKGATE_LEASE", lease.toString());
    }
    return run.with(more);
  }

  private void end(Task task, TaskEnd end) {
    output = tail(output + end.output());
    switch (end) {
      case TaskEnd.Exited(var code, _) -> {
        exit = code;
        if (!task.isGood(code)) {
          bad("exit " + code);
          return;
        }
        if (code != 0) {
          warning = "with a warning: " + named("exit " + code);
        }
        step(place.step());
      }
      case TaskEnd.Done _ -> step(place.step());
      case TaskEnd.Failed(var reason, _) -> bad(reason);
      case TaskEnd.TimedOut _ -> bad("its time was over (" + Span.format(task.limit()) + ")");
      case TaskEnd.Stopped _ -> bad("it was stopped");
    }
  }

  private static String tail(String output) {
    return output.substring(Math.max(0, output.length() - OUTPUT_KEPT));
  }

  private void bad(String fault) {
    begun.reversed().forEach(Work::undo);
    over(false, named(fault));
  }

  private String named(String fault) {
    return orders.size() == 1
        ? fault
        : "step %d of %d, %s: %s".formatted(place.step(), orders.size(), place.doing(), fault);
  }

  private void over(boolean good, String reason) {
    owner.over(new Result(good, reason, exit, output));
  }
}
