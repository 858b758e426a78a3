package io.knockgate.job;

import io.knockgate.action.Action;
import io.knockgate.action.Order;
import io.knockgate.action.Task;
import io.knockgate.journal.Event.Stage;
import io.knockgate.knock.Claim;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether a job whose turn has come may begin.
sealed interface Begin {
  /// A job that was interrupted so often interrupts, perhaps, the daemon.
  int MOST_INTERRUPTED = 10;

  record Now(Action action, Action.Bound bound) implements Begin {}

  record Later(Due due) implements Begin {}

  /// It is over.
  ///
  /// @param stage how
  /// @param reason in the operator's words
  record Never(Stage stage, String reason) implements Begin {}

  /// Whether the job may.
  ///
  /// @param action what the job is of; null where the configuration no longer has it
  /// @param punctual whether it was there in time, however long it has waited for others
  static Begin of(Job job, @Nullable Action action, boolean punctual, Moment now) {
    if (action == null) {
      return gone();
    }
    return switch (bind(job.claim(), job.part(), action)) {
      case Action.Unbindable(var reason) -> new Never(Stage.FAILED, reason);
      case Action.Bound bound -> of(job, action, bound, punctual, now);
    };
  }

  private static Action.Binding bind(Claim claim, Job.Part part, Action action) {
    return switch (part) {
      case STEPS -> action.bind(claim.client(), claim.source(), claim.ask());
      case THEN -> action.bindThen(claim.client(), claim.source(), claim.ask());
    };
  }

  private static Never gone() {
    return new Never(Stage.FAILED, "the configuration no longer has it");
  }

  private static Begin of(
      Job job, Action action, Action.Bound bound, boolean punctual, Moment now) {
    if (bound.orders().isEmpty()) {
      return gone();
    }
    if (job.interrupted() >= MOST_INTERRUPTED) {
      return new Never(Stage.FAILED, "interrupted " + MOST_INTERRUPTED + " times");
    }
    if (!punctual && job.due().ago(now).compareTo(patience(job, action, bound.orders())) > 0) {
      return new Never(Stage.MISSED, "was due at " + job.due());
    }
    if (inHours(job, action, now)) {
      return new Now(action, bound);
    }
    return Due.of(action.course(), Duration.ZERO, now)
        .<Begin>map(Later::new)
        .orElseGet(() -> new Never(Stage.MISSED, "the action's hours are over"));
  }

  /// How late a job may begin. One that was interrupted may have been under way for as long as its
  /// tasks may take.
  private static Duration patience(Job job, Action action, List<? extends Order> orders) {
    var late = action.course().late().plus(JobBook.OVERDUE);
    if (job.interrupted() > 0) {
      for (var order : orders) {
        late = order instanceof Task task ? late.plus(task.limit()) : late;
      }
    }
    return late;
  }

  private static boolean inHours(Job job, Action action, Moment now) {
    return switch (job.part()) {
      case STEPS ->
          action
              .course()
              .hours()
              .map(hours -> hours.window().contains(now.plus(JobBook.TOLERANCE).wall()))
              .orElse(true);
      case THEN -> true;
    };
  }
}
