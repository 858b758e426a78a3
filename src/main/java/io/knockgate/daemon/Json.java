package io.knockgate.daemon;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.knockgate.id.Id;
import io.knockgate.job.JobBook;
import io.knockgate.lease.LeaseState;
import io.knockgate.time.Moment;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// What the commands show, as JSON: the stable form of `--json`. Times are RFC 3339 in UTC.
final class Json {
  /// How much of a running job's output `status` shows, in characters.
  private static final int TAIL = 2000;

  private Json() {}

  static JsonObject lease(LeaseState.Live state) {
    var lease = state.lease();
    var json = new JsonObject();
    json.addProperty("id", lease.id().toString());
    json.addProperty("action", lease.action());
    json.addProperty("client", lease.client());
    json.addProperty("source", lease.source().toString());
    json.addProperty("opened", time(lease.opened()));
    json.addProperty("closes", time(state.until().wall()));
    json.addProperty(
        "state",
        switch (state) {
          case LeaseState.Open _ -> "open";
          case LeaseState.Closing _ -> "closing";
        });
    var doors = new JsonArray();
    lease.openings().forEach(opening -> doors.add(opening.toString()));
    json.add("doors", doors);
    if (lease.once()) {
      json.addProperty("used", state instanceof LeaseState.Open open && open.used());
    }
    return json;
  }

  /// A job that is not over.
  ///
  /// @param behind the job that it waits for; null where there is none
  /// @param now whence its times are counted
  static JsonObject job(JobBook.View view, @Nullable Id behind, Moment now) {
    var job = view.job();
    var json = new JsonObject();
    json.addProperty("id", job.id().toString());
    json.addProperty("action", job.action());
    json.addProperty("client", job.claim().client());
    json.addProperty("source", job.claim().source().toString());
    json.addProperty("part", job.part().toString());
    json.addProperty("state", view.stage());
    json.addProperty("behind", behind == null ? null : behind.toString());
    json.addProperty("promised", time(job.promised().wall()));
    json.addProperty("due", time(job.due().at().wall()));
    json.addProperty("tries", job.tries());
    json.addProperty("step", view.step());
    json.addProperty("steps", view.steps());
    json.addProperty("doing", view.doing());
    json.addProperty("elapsed", Math.max(0, view.since().until(now).toSeconds()));
    var work = view.work();
    var output = work == null ? "" : work.output(0).text();
    json.addProperty("output", output.substring(Math.max(0, output.length() - TAIL)));
    return json;
  }

  static JsonObject finding(Finding finding) {
    var json = new JsonObject();
    json.addProperty("at", time(finding.at()));
    json.addProperty("source", finding.source().toString());
    json.addProperty("knock", finding.knock());
    json.addProperty("client", finding.client());
    json.addProperty(
        "verdict",
        switch (finding.verdict()) {
          case GRANTED -> "granted";
          case REFUSED -> "refused";
          case INCOMPLETE -> "incomplete";
        });
    json.addProperty("reason", finding.reason());
    json.addProperty("action", finding.action());
    return json;
  }

  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }
}
