package io.knockgate.daemon;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.knockgate.access.Grant;
import io.knockgate.action.Action;
import io.knockgate.control.Answer;
import io.knockgate.control.Exit;
import io.knockgate.id.Id;
import io.knockgate.job.Job;
import io.knockgate.job.JobBook;
import io.knockgate.journal.Event;
import io.knockgate.time.Moment;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What the commands want of jobs. Any thread may call it.
final class JobDesk {
  /// How many may follow jobs at once: as many places as the control socket has are left to others.
  static final int MOST_FOLLOWERS = 32;

  /// How often somebody who follows a job hears of it, in milliseconds.
  private static final long BEAT = 200;

  private final Foreman foreman;
  private final JobEnds ends;
  private final Semaphore places = new Semaphore(MOST_FOLLOWERS);

  /// @param foreman who has the jobs
  /// @param ends how they end
  JobDesk(Foreman foreman, JobEnds ends) {
    this.foreman = foreman;
    this.ends = ends;
  }

  /// Every job that is not over.
  ///
  /// @param actions what is configured, by name
  JsonArray jobs(Map<String, Action> actions) {
    var now = Moment.now();
    var views = foreman.jobs();
    var jobs = new JsonArray();
    views.stream()
        .map(view -> Json.job(view, before(view, actions.get(view.job().action()), views), now))
        .forEach(jobs::add);
    return jobs;
  }

  /// The job that one waits for, of those that must not run at once with it: the one that runs.
  private static @Nullable Id before(
      JobBook.View view, @Nullable Action action, Collection<JobBook.View> all) {
    var job = view.job();
    boolean forSomebody = action == null || action.opensDoors();
    if (!view.stage().equals("queued")) {
      return null;
    }
    var others =
        all.stream()
            .filter(other -> !other.job().id().equals(job.id()))
            .filter(other -> other.job().action().equals(job.action()))
            .filter(
                other -> !forSomebody || other.job().claim().source().equals(job.claim().source()))
            .toList();
    return others.stream()
        .filter(other -> other.stage().equals("running") || other.stage().equals("stopping"))
        .findFirst()
        .or(() -> others.stream().findFirst())
        .map(other -> other.job().id())
        .orElse(null);
  }

  /// Which jobs were stopped.
  ///
  /// @param over those of which nothing is left
  /// @param ending those that were told to end, and have a moment for it
  record Stopped(List<Id> over, List<Id> ending) {
    boolean isNone() {
      return over.isEmpty() && ending.isEmpty();
    }
  }

  /// Stops jobs.
  Stopped stop(Predicate<Job> which, String user) throws InterruptedException {
    var stopped = foreman.stop(which, "stopped by " + user);
    var left = foreman.jobs().stream().map(view -> view.job().id()).toList();
    return new Stopped(
        stopped.stream().filter(id -> !left.contains(id)).toList(),
        stopped.stream().filter(left::contains).toList());
  }

  /// Starts a job by hand, and follows one that begins at once until it is over.
  ///
  /// @param detached whether it is not to be followed
  /// @param progress is told what it does (`step`) and what it writes (`output`), and now and then
  ///     nothing
  Answer trigger(Grant.Job grant, boolean detached, Consumer<JsonObject> progress)
      throws InterruptedException {
    if (detached) {
      return switch (foreman.promise(grant, _ -> {})) {
        case JobBook.Outcome.Refused(var reason) -> new Answer.Failed(Exit.UNAVAILABLE, reason);
        case JobBook.Outcome.Promised(var job) -> new Answer.Done(promised(job));
      };
    }
    if (!places.tryAcquire()) {
      return new Answer.Failed(
          Exit.UNAVAILABLE,
          "%d jobs are followed already: say --detach, or try again in a while"
              .formatted(MOST_FOLLOWERS));
    }
    try {
      return follow(grant, progress);
    } finally {
      places.release();
    }
  }

  private static JsonElement promised(Job job) {
    var json = new JsonObject();
    json.addProperty("job", job.id().toString());
    json.addProperty("due", Json.time(job.due().at().wall()));
    return json;
  }

  private Answer follow(Grant.Job grant, Consumer<JsonObject> progress)
      throws InterruptedException {
    var end = new CompletableFuture<Event.Job>();
    Consumer<Job> promised =
        job -> {
          var _ = ends.of(job.id()).thenAccept(end::complete);
        };
    return switch (foreman.promise(grant, promised)) {
      case JobBook.Outcome.Refused(var reason) -> new Answer.Failed(Exit.UNAVAILABLE, reason);
      case JobBook.Outcome.Promised(var job) ->
          Moment.now().until(job.due().at()).isPositive()
              ? new Answer.Done(promised(job))
              : follow(job, grant.action(), end, new Follower(grant.action(), progress));
    };
  }

  private Answer follow(Job job, Action action, CompletableFuture<Event.Job> end, Follower follower)
      throws InterruptedException {
    while (true) {
      try {
        return over(end.get(BEAT, TimeUnit.MILLISECONDS), follower);
      } catch (TimeoutException notYet) {
        var views = foreman.jobs();
        views.stream()
            .filter(view -> view.job().id().equals(job.id()))
            .forEach(view -> follower.look(view, before(view, action, views)));
        follower.beat();
      } catch (ExecutionException broken) {
        throw new IllegalStateException("the job's end was not told", broken);
      }
    }
  }

  private static Answer over(Event.Job end, Follower follower) {
    follower.rest(end.output());
    var exit = end.exit();
    if (exit == null && end.stage() != Event.Stage.DONE) {
      return new Answer.Failed(
          Exit.IO, "job %s %s: %s".formatted(end.job(), end.stage(), end.reason()));
    }
    var json = new JsonObject();
    json.addProperty("job", end.job());
    json.addProperty("lease", end.lease());
    json.addProperty("stage", end.stage().toString());
    json.addProperty("reason", end.reason());
    json.addProperty("exit", exit == null ? 0 : exit);
    return new Answer.Done(json);
  }
}
