package io.knockgate.job;

import io.knockgate.action.Action;
import io.knockgate.id.Id;
import io.knockgate.journal.Journal;
import io.knockgate.knock.Claim;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Owns every job from promised to over. One thread calls it, the foreman; only [#jobs] is for any
/// thread.
///
/// - What is told of a job is kept together with it, its end with its being over: none is lost,
///   none is over untold, and none whose end was told begins again.
/// - Of those that must not overlap the one that was promised first is done first.
/// - One that died with its process begins again, unless that was long ago or too often.
public final class JobBook {
  /// Most jobs at once that knocks can ask for: memory is bounded.
  static final int MOST = 10_000;

  /// Most jobs of one action at once that knocks can ask for.
  static final int MOST_EACH = 1_000;

  /// A job this early counts as on time.
  static final Duration TOLERANCE = Duration.ofMillis(50);

  /// A job that should have begun so long ago has been forgotten by its alarm.
  static final Duration OVERDUE = Duration.ofSeconds(1);

  private final Roster roster;
  private final Shift shift;
  private final Promises promises;
  private final Teller teller;
  private final RandomGenerator random;

  /// A book of no jobs.
  ///
  /// @param actions what is configured, by name
  /// @param worker who does tasks
  /// @param doors who opens doors
  /// @param promises where jobs are kept
  /// @param journal where their stages are told
  /// @param self brings what ends on other threads back to the one that calls the book
  /// @param clock what time it is then
  /// @param random where new ids come from
  public JobBook(
      Map<String, Action> actions,
      Worker worker,
      Doors doors,
      Promises promises,
      Journal journal,
      Executor self,
      Supplier<Moment> clock,
      RandomGenerator random) {
    this.roster = new Roster(actions);
    this.promises = promises;
    this.teller = new Teller(promises, journal);
    this.random = random;
    this.shift = new Shift(roster, new Try.Tools(worker, doors, self, clock), promises, teller);
  }

  /// Goes on under other actions: who has not begun begins with the new one of its name, or is
  /// stopped. Who runs goes on, and so does what follows a lease.
  ///
  /// @param actions what is configured now, by name
  /// @param granted whether a job would be promised now
  public void reform(Map<String, Action> actions, Predicate<Job> granted, Moment now) {
    roster.reform(actions);
    var unwritten =
        roster.all().stream()
            .filter(entry -> entry.job().part() == Job.Part.STEPS)
            .filter(entry -> !entry.stage().isUnderWay() && !granted.test(entry.job()))
            .toList();
    shift.stop(unwritten, "the configuration no longer has it", now);
  }

  /// What came of a wish for a job. Either way it has been told.
  public sealed interface Outcome {
    /// It will be done, or is being done.
    record Promised(Job job) implements Outcome {}

    /// It will not.
    ///
    /// @param reason in the operator's words
    record Refused(String reason) implements Outcome {}
  }

  /// A job as it is now.
  ///
  /// @param stage `promised`, `queued`, `running`, `retrying`, `stopping`
  /// @param since since when it is running; its due time where it is not
  /// @param step which of its steps is under way, from 1; 0 where none is
  /// @param steps how many it has
  /// @param doing that step in words; the empty text where none is
  /// @param work the task under way; null where none is
  public record View(
      Job job,
      String stage,
      Moment since,
      int step,
      int steps,
      String doing,
      @Nullable Work work) {}

  /// Promises a job for a knock, and begins it where it is due.
  public Outcome promise(Claim claim, Action action, Moment now) {
    var due = Due.of(action.course(), action.course().after(), now).orElse(null);
    if (due == null) {
      return refuse(claim, "its time would be outside of the action's hours", now);
    }
    if (roster.size() >= MOST) {
      return refuse(claim, "there are already " + MOST + " jobs in all", now);
    }
    if (roster.count(action.name()) >= MOST_EACH) {
      return refuse(claim, "there are already " + MOST_EACH + " jobs of it", now);
    }
    var job = new Job(newId(), claim, Job.Part.STEPS, null, now, due, 0, 0);
    switch (action.course().overlap()) {
      case SKIP -> {
        var before = roster.knockedFor(job);
        if (!before.isEmpty()) {
          var id = before.getFirst().job().id();
          return refuse(claim, "skipped: the job before it is not over (" + id + ")", now);
        }
      }
      case QUEUE -> {}
      case RESTART -> {
        promises.keep(job); // the end of the one before names it
        shift.stop(roster.knockedFor(job), displaced(job), now);
      }
    }
    shift.accept(roster.add(job), now);
    return new Outcome.Promised(job);
  }

  private static String displaced(Job by) {
    return "job " + by.id() + " begins in its place";
  }

  private Outcome refuse(Claim claim, String reason, Moment now) {
    teller.refused(now.wall(), claim, reason);
    return new Outcome.Refused(reason);
  }

  private Id newId() {
    var id = Id.random(random);
    while (roster.get(id) != null) {
      id = Id.random(random);
    }
    return id;
  }

  /// Takes over a job that follows a lease's end; it is kept already. One that it has is nothing.
  public void follow(Job job, Moment now) {
    if (roster.get(job.id()) == null) {
      shift.accept(roster.add(job), now);
    }
  }

  /// Begins with the jobs that the process before kept, in the order they were promised. Nothing of
  /// what was told before is told again.
  public void resume(List<Job> kept, Moment now) {
    var entries = new ArrayList<Entry>();
    kept.stream()
        .sorted((one, other) -> one.promised().wall().compareTo(other.promised().wall()))
        .forEach(job -> entries.add(roster.add(job)));
    entries.forEach(entry -> stopDisplaced(entry, now));
    entries.forEach(entry -> shift.ready(entry, Duration.ZERO, now));
    shift.advance(now);
  }

  /// The process before may have died before one that it was to stop had ended.
  private void stopDisplaced(Entry entry, Moment now) {
    var action = roster.action(entry.job());
    if (action == null || entry.job().part() == Job.Part.THEN) {
      return;
    }
    switch (action.course().overlap()) {
      case SKIP, QUEUE -> {}
      case RESTART -> {
        var lane = roster.knockedFor(entry.job());
        if (!lane.isEmpty() && lane.getLast() != entry && roster.get(entry.job().id()) == entry) {
          shift.stop(List.of(entry), displaced(lane.getLast().job()), now);
        }
      }
    }
  }

  /// A job's alarm rang. One of a job that is no more is nothing, and one of a job whose time has
  /// not come gets its alarm anew: then the wall clock was stepped.
  public void ring(Id id, Moment now) {
    var entry = roster.get(id);
    if (entry != null && !entry.stage().isUnderWay()) {
      if (entry.job().due().ago(now).compareTo(TOLERANCE.negated()) < 0) {
        settle(entry, now);
      } else {
        shift.ready(entry, TOLERANCE.negated(), now);
        shift.advance(now);
      }
    }
  }

  /// Begins what is due and nobody rang for. To be called every second or so.
  public void sweep(Moment now) {
    roster.all().forEach(entry -> shift.ready(entry, OVERDUE, now));
    shift.advance(now);
  }

  /// Finds out anew when each job is due, after the wall clock was stepped.
  public void settle(Moment now) {
    roster.all().forEach(entry -> settle(entry, now));
  }

  private void settle(Entry entry, Moment now) {
    entry.become(entry.job().due(entry.job().due().settled(now)));
    promises.keep(entry.job());
  }

  /// A lease has ended. A job that has opened it and has not done all its steps is stopped, since
  /// it would open the doors again.
  ///
  /// @param reason why it has ended, in the operator's words
  public void ended(Id lease, String reason, Moment now) {
    var holders = roster.all().stream().filter(entry -> entry.holds(lease)).toList();
    shift.stop(holders, "its lease " + lease + " ended: " + reason, now);
  }

  /// Stops jobs, whatever their stage.
  ///
  /// @param reason in the operator's words
  /// @return which
  public List<Id> stop(Predicate<Job> which, String reason, Moment now) {
    var stopped = roster.all().stream().filter(entry -> which.test(entry.job())).toList();
    shift.stop(stopped, reason, now);
    return stopped.stream().map(entry -> entry.job().id()).toList();
  }

  /// The daemon stops: ends what is under way and tells nothing, so that the next process does it.
  /// To be called before the worker is closed; nothing comes of any call after it.
  public void suspend() {
    shift.suspend();
  }

  /// Every job that is not over, in the order they were promised; from any thread.
  public Collection<View> jobs() {
    return roster.all().stream().map(Entry::view).toList();
  }
}
