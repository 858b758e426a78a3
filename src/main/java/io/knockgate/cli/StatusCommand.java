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
              ? left(text(lease, "closes")) + " left"
              : text(lease, "state"),
          lease.getAsJsonArray("doors").asList().stream()
              .map(JsonElement::getAsString)
              .collect(Collectors.joining(", ")));
    }
    if (leases.isEmpty()) {
      out.println("no lease is open");
    }
    for (var element : status.getAsJsonArray("jobs")) {
      var job = element.getAsJsonObject();
      out.printf(
          "job %s runs since %s, for %s%n",
          text(job, "action"), text(job, "started"), text(job, "client"));
    }
    health(status.getAsJsonObject("health"), out);
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
    for (var hint : health.getAsJsonArray("hints")) {
      out.println("note: " + hint.getAsString());
    }
    for (var trouble : health.getAsJsonArray("troubles")) {
      out.println("trouble: " + trouble.getAsString());
    }
  }

  private static String left(String closes) {
    return Span.format(Duration.between(Instant.now(), Instant.parse(closes)));
  }

  private static String text(JsonObject object, String key) {
    return object.get(key).getAsString();
  }
}
