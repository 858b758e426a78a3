package io.knockgate.daemon;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import io.knockgate.journal.Event;
import io.knockgate.lease.LeaseState;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// What the commands show, as JSON: the stable form of `--json`. Times are RFC 3339 in UTC.
final class Json {
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
    return json;
  }

  static JsonObject job(Jobs.Running job) {
    var claim = job.grant().claim();
    var json = new JsonObject();
    json.addProperty("action", job.grant().action().name());
    json.addProperty("client", claim.client());
    json.addProperty("source", claim.source().toString());
    json.addProperty("started", time(job.started()));
    return json;
  }

  static JsonObject event(Event event) {
    var json = new JsonObject();
    json.addProperty("at", time(event.at()));
    json.addProperty(
        "event",
        switch (event) {
          case Event.Granted _ -> "granted";
          case Event.Refused _ -> "refused";
          case Event.Closed _ -> "closed";
          case Event.Job _ -> "job";
        });
    json.addProperty("client", event.client());
    json.addProperty("source", event.source().toString());
    text(json, "knock", event.knock());
    json.addProperty("action", event.action());
    text(json, "lease", event.lease());
    json.addProperty("reason", event.reason());
    switch (event) {
      case Event.Job job -> {
        json.addProperty("exit", job.exit());
        json.addProperty("output", job.output());
      }
      case Event.Granted _, Event.Refused _, Event.Closed _ -> {
        json.add("exit", JsonNull.INSTANCE);
        json.add("output", JsonNull.INSTANCE);
      }
    }
    return json;
  }

  /// How a job ended.
  static JsonObject ended(int exit, String output) {
    var json = new JsonObject();
    json.addProperty("exit", exit);
    json.addProperty("output", output);
    return json;
  }

  static String time(Instant instant) {
    return instant.truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private static void text(JsonObject json, String key, @Nullable String value) {
    json.addProperty(key, value);
  }
}
