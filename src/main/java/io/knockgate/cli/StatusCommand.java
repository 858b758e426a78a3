package io.knockgate.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.knockgate.control.Exit;
import io.knockgate.time.Span;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `knockgate status`
@Command(
    name = "status",
    description = "Open leases with their time left, running jobs, health.",
    mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
  /// How many lines of a running job's output are printed.
  private static final int LINES = 5;

  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Option(names = "--json", description = "one JSON object")
  private boolean json;

  @Override
  public Integer call() throws Failure {
    var status = config.ask("status", new JsonObject()).getAsJsonObject();
    var out = spec.commandLine().getOut();
    if (json) {
      out.println(status);
    } else {
      print(status, out);
    }
    return Exit.OK.code();
  }

  private static void print(JsonObject status, PrintWriter out) {
    var leases = status.getAsJsonArray("leases");
    for (var element : leases) {
      var lease = element.getAsJsonObject();
      out.printf(
          "%s  %s  %s  %s  %s%n",
          text(lease, "id"),
          text(lease, "action"),
          text(lease, "source"),
          text(lease, "state").equals("open")
              ? left(text(lease, "closes")) + " left" + used(lease)
              : text(lease, "state"),
          lease.getAsJsonArray("doors").asList().stream()
              .map(JsonElement::getAsString)
              .collect(Collectors.joining(", ")));
    }
    if (leases.isEmpty()) {
      out.println("no lease is open");
    }
    status.getAsJsonArray("jobs").forEach(job -> job(job.getAsJsonObject(), out));
    for (var element : status.getAsJsonArray("last")) {
      var end = element.getAsJsonObject();
      out.printf(
          "last %s%s: %s at %s%s%n",
          text(end, "action"),
          text(end, "part").equals("then") ? ", then" : "",
          text(end, "stage"),
          text(end, "at"),
          text(end, "reason").isEmpty() ? "" : ", " + text(end, "reason"));
    }
    health(status.getAsJsonObject("health"), out);
  }

  private static void job(JsonObject job, PrintWriter out) {
    boolean waits = job.get("step").getAsInt() == 0;
    out.printf(
        "job %s  %s  %s  %s%s%s%s%n",
        text(job, "id"),
        text(job, "action"),
        text(job, "source"),
        text(job, "part").equals("then") ? "then  " : "",
        waits
            ? waiting(job)
            : "%s for %s".formatted(text(job, "state"), span(job.get("elapsed").getAsLong())),
        waits
            ? ""
            : ", step %s of %s: %s"
                .formatted(text(job, "step"), text(job, "steps"), text(job, "doing")),
        Output.indented(job.get("output").getAsString(), LINES));
  }

  private static String waiting(JsonObject job) {
    var state = text(job, "state");
    if (!state.equals("queued")) {
      return state + ", begins in " + left(text(job, "due"));
    }
    return job.get("behind").isJsonNull()
        ? "queued until fewer jobs run"
        : "queued behind job " + text(job, "behind");
  }

  private static String span(long seconds) {
    return Span.format(Duration.ofSeconds(seconds));
  }

  private static void health(JsonObject health, PrintWriter out) {
    for (var element : health.getAsJsonArray("captures")) {
      var capture = element.getAsJsonObject();
      out.printf(
          "%s: %s, %s heard, %s lost%n",
          text(capture, "name"),
          capture.get("listening").getAsBoolean()
              ? "listening"
              : "not listening: " + text(capture, "detail"),
          text(capture, "heard"),
          text(capture, "lost"));
    }
    for (var knock : health.getAsJsonObject("refused").entrySet()) {
      var reasons =
          knock.getValue().getAsJsonObject().entrySet().stream()
              .filter(reason -> reason.getValue().getAsLong() > 0)
              .map(reason -> reason.getValue() + " " + reason.getKey())
              .collect(Collectors.joining(", "));
      if (!reasons.isEmpty()) {
        out.println("refused at " + knock.getKey() + ": " + reasons);
      }
    }
    if (health.get("turned-away").getAsLong() > 0) {
      out.printf(
          "%s packets were turned away: more came than signatures can be verified%n",
          text(health, "turned-away"));
    }
    for (var hint : health.getAsJsonArray("hints")) {
      out.println("note: " + hint.getAsString());
    }
    for (var trouble : health.getAsJsonArray("troubles")) {
      out.println("trouble: " + trouble.getAsString());
    }
  }

  /// Whether a lease whose doors shut behind their first connection has had it.
  private static String used(JsonObject lease) {
    return lease.has("used") && lease.get("used").getAsBoolean()
        ? ", the first connection is established"
        : "";
  }

  private static String left(String closes) {
    return Span.format(Duration.between(Instant.now(), Instant.parse(closes)));
  }

  private static String text(JsonObject object, String key) {
    return Output.line(object.get(key).getAsString());
  }
}
