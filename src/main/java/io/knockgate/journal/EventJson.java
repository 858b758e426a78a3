package io.knockgate.journal;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.time.temporal.ChronoUnit;

/// An event as JSON: the stable form of `history --json`, and what channels are sent. Times are RFC
/// 3339 in UTC.
public final class EventJson {
  private EventJson() {}

  /// One object, with a key for each thing that is told; null where there is nothing to tell.
  public static JsonObject of(Event event) {
    var json = new JsonObject();
    json.addProperty("at", event.at().truncatedTo(ChronoUnit.MILLIS).toString());
    json.addProperty("event", Line.word(event));
    json.addProperty("client", event.client());
    json.addProperty("key", event.key());
    json.addProperty("source", event.source().toString());
    json.addProperty("sender", event.sender() == null ? null : event.sender().toString());
    json.addProperty("knock", event.knock());
    json.addProperty("action", event.action());
    json.addProperty("lease", event.lease());
    json.addProperty("reason", event.reason());
    switch (event) {
      case Event.Job job -> {
        json.addProperty("job", job.job());
        json.addProperty("part", job.part());
        json.addProperty("stage", job.stage().toString());
        json.addProperty("exit", job.exit());
        json.addProperty("output", job.output());
      }
      case Event.Granted _, Event.Refused _, Event.Closed _, Event.Notice _ -> {
        json.add("job", JsonNull.INSTANCE);
        json.add("part", JsonNull.INSTANCE);
        json.add("stage", JsonNull.INSTANCE);
        json.add("exit", JsonNull.INSTANCE);
        json.add("output", JsonNull.INSTANCE);
      }
    }
    return json;
  }
}
