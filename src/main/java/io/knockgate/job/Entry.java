package io.knockgate.job;

import io.knockgate.action.Action;
import io.knockgate.id.Id;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A job in the book. The foreman's thread changes it; any thread may look at it.
final class Entry {
  /// How far it is.
  enum Stage {
    /// It waits for its time.
    PROMISED,
    /// Its time has come, and it waits for its turn.
    QUEUED,
    RUNNING,
    /// A try has failed, and it waits for the time of the next.
    RETRYING,
    /// It runs until its task has ended.
    STOPPING;

    boolean isUnderWay() {
      return switch (this) {
        case PROMISED, QUEUED, RETRYING -> false;
        case RUNNING, STOPPING -> true;
      };
    }
  }

  private final int steps;
  private volatile Job job;
  private volatile Stage stage;
  private volatile @Nullable Try attempt;
  private volatile String stopped = "";
  private boolean punctual;

  Entry(Job job, @Nullable Action action) {
    this.job = job;
    this.stage = job.tries() > 0 ? Stage.RETRYING : Stage.PROMISED;
    this.steps =
        action == null
            ? 0
            : switch (job.part()) {
              case STEPS -> action.steps().size();
              case THEN -> action.then().size();
            };
  }

  Job job() {
    return job;
  }

  Stage stage() {
    return stage;
  }

  void become(Job changed) {
    job = changed;
  }

  void come(Stage reached) {
    stage = reached;
    if (!reached.isUnderWay()) {
      attempt = null;
    }
  }

  /// Whether it was queued in time.
  boolean isPunctual() {
    return punctual;
  }

  /// Its time has come, late or not.
  void queue(boolean inTime) {
    punctual = inTime;
    come(Stage.QUEUED);
  }

  /// Whether what is under way has opened this lease.
  boolean holds(Id lease) {
    var under = attempt;
    return stage == Stage.RUNNING && under != null && under.holds(lease);
  }

  void run(Try begun) {
    attempt = begun;
    stage = Stage.RUNNING;
  }

  /// Why it was stopped; the empty text where it was not.
  String stopped() {
    return stopped;
  }

  void stop(String reason) {
    stopped = reason;
    stage = Stage.STOPPING;
    halt();
  }

  /// Ends what is under way.
  void halt() {
    var under = attempt;
    if (under != null) {
      under.stop();
    }
  }

  JobBook.View view() {
    var shown = job;
    var under = attempt;
    var at = under == null ? Try.Place.NOWHERE : under.place();
    return new JobBook.View(
        shown,
        stage.name().toLowerCase(Locale.ROOT),
        shown.due().at(),
        at.step(),
        steps,
        at.doing(),
        at.work());
  }
}
