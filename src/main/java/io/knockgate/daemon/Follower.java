package io.knockgate.daemon;

import com.google.gson.JsonObject;
import io.knockgate.action.Action;
import io.knockgate.id.Id;
import io.knockgate.job.JobBook;
import io.knockgate.job.Work;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells somebody what is new of a job.
final class Follower {
  /// After how many looks without news it is tried whether they still follow.
  private static final int SILENCE = 25;

  private final Action action;
  private final Consumer<JsonObject> progress;
  private String told = "";
  private @Nullable Work work;
  private long next;
  private boolean wrote;
  private int silent;

  /// @param action what the job does
  /// @param progress who is told: of what it does (`step`), of what it writes (`output`), and now
  ///     and then of nothing
  Follower(Action action, Consumer<JsonObject> progress) {
    this.action = action;
    this.progress = progress;
  }

  /// @param view the job as it is now
  /// @param behind the job that it waits for; null where there is none
  void look(JobBook.View view, @Nullable Id behind) {
    var line = line(view, behind);
    if (!line.equals(told)) {
      told = line;
      tell("step", line);
    }
    var current = view.work();
    if (current != null) {
      if (!current.equals(work)) {
        work = current;
        next = 0;
        wrote = false;
      }
      var chunk = current.output(next);
      next = chunk.next();
      output(chunk.text());
    }
  }

  private String line(JobBook.View view, @Nullable Id behind) {
    if (view.step() > 0) {
      return "step %d of %d: %s".formatted(view.step(), view.steps(), view.doing());
    }
    if (behind != null) {
      return "queued behind job " + behind;
    }
    var job = view.job();
    return job.tries() == 0
        ? view.stage()
        : "try %d of %d failed, the next begins at %s"
            .formatted(
                job.tries(), action.course().retry().times() + 1, Json.time(job.due().at().wall()));
  }

  private void output(String text) {
    if (!text.isEmpty()) {
      wrote = true;
      tell("output", text);
    }
  }

  /// What the job's last program wrote after the last look; all of it where there was none.
  void rest(String all) {
    if (!wrote) {
      output(all);
    } else if (work != null) {
      output(work.output(next).text());
    }
  }

  private void tell(String what, String text) {
    var json = new JsonObject();
    json.addProperty(what, text);
    progress.accept(json);
    silent = 0;
  }

  /// Looked once more.
  void beat() {
    if (++silent > SILENCE) {
      progress.accept(new JsonObject());
      silent = 0;
    }
  }
}
