package io.knockgate.daemon;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.knockgate.capture.Capture;
import io.knockgate.capture.CaptureReport;
import io.knockgate.gateway.GatewayException;
import io.knockgate.gateway.nftables.NftablesGateway;
import io.knockgate.gateway.nftables.Surroundings;
import io.knockgate.lease.Scribe;
import io.knockgate.replay.file.MarksFile;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// How the daemon is doing, in one line for systemd and as JSON for `status`. Any thread may ask.
final class Health {
  private final Instant since = Instant.now();
  private final List<Capture> captures;
  private final Supplier<Rules> rules;
  private final Watch watch;
  private final Steward steward;
  private final Scribe scribe;
  private final MarksFile marks;
  private final NftablesGateway gateway;
  private final List<Supplier<String>> troubles;

  /// @param troubles each says what is wrong with a part, or the empty text
  Health(
      List<Capture> captures,
      Supplier<Rules> rules,
      Watch watch,
      Steward steward,
      Scribe scribe,
      MarksFile marks,
      NftablesGateway gateway,
      List<Supplier<String>> troubles) {
    this.captures = List.copyOf(captures);
    this.rules = rules;
    this.watch = watch;
    this.steward = steward;
    this.scribe = scribe;
    this.marks = marks;
    this.gateway = gateway;
    this.troubles = List.copyOf(troubles);
  }

  /// One line: what listens, what is open, what is wrong.
  String line() {
    var listening =
        captures.stream()
            .map(Capture::report)
            .map(report -> report.name() + (report.listening() ? "" : " (" + report.detail() + ")"))
            .collect(Collectors.joining(", "));
    var line = new ArrayList<String>();
    line.add("hearing " + listening);
    line.add(steward.book().leases().size() + " leases open");
    line.addAll(troubles());
    return String.join("; ", line);
  }

  private List<String> troubles() {
    return troubles.stream().map(Supplier::get).filter(words -> !words.isEmpty()).toList();
  }

  JsonObject json() {
    var json = new JsonObject();
    json.addProperty("since", Json.time(since));
    var heard = new JsonArray();
    captures.stream().map(Capture::report).map(Health::capture).forEach(heard::add);
    json.add("captures", heard);
    var counters = watch.counters();
    json.addProperty("dropped", counters.dropped.sum());
    json.addProperty("malformed", counters.malformed.sum());
    json.addProperty("spoiled", counters.spoiled.sum());
    json.addProperty("complete", counters.complete.sum());
    json.add("refused", refused());
    json.addProperty("turned-away", watch.turnstile().lost());
    json.addProperty("restored", steward.restored());
    json.addProperty("kept", gateway.sessionsKept());
    json.addProperty("unwritten", scribe.health().waiting());
    json.add("troubles", list(troubles()));
    return json;
  }

  /// Single packets that were refused without a word, by knock and reason.
  private JsonObject refused() {
    var refused = new JsonObject();
    rules
        .get()
        .packetMethods()
        .forEach(
            method -> {
              var reasons = new JsonObject();
              method.refused().forEach(reasons::addProperty);
              refused.add(method.name(), reasons);
            });
    return refused;
  }

  /// What the operator may want to know or mend; the doors themselves are well.
  List<String> hints() {
    var hints = new ArrayList<String>();
    if (gateway.sessionsKept() > 0) {
      hints.add(
          gateway.sessionsKept()
              + " sessions were up at guarded ports when the table was first loaded; they are kept");
    }
    hints.addAll(Links.absent(rules.get().settings()));
    if (!marks.damage().isEmpty()) {
      hints.add(marks.damage());
    }
    if (steward.restored() > 0) {
      hints.add(
          "somebody changed table inet knockgate since the daemon began; restored "
              + steward.restored()
              + " times");
    }
    try {
      var surroundings = gateway.surroundings();
      if (surroundings.answersClosedPorts()) {
        hints.add(Surroundings.ANSWERS + ConnectionTable.now());
      }
      surroundings.standingOut().forEach(port -> hints.add(Surroundings.standsOut(port)));
      for (var obstacle : surroundings.obstacles()) {
        hints.add(obstacle.words() + "; to mend it: " + obstacle.remedy());
      }
    } catch (GatewayException refused) {
      hints.add("the ruleset can't be read: " + refused.getMessage());
    }
    return hints;
  }

  static JsonArray list(List<String> texts) {
    var list = new JsonArray();
    texts.forEach(list::add);
    return list;
  }

  private static JsonObject capture(CaptureReport report) {
    var json = new JsonObject();
    json.addProperty("name", report.name());
    json.addProperty("listening", report.listening());
    json.addProperty("detail", report.detail());
    json.addProperty("heard", report.heard());
    json.addProperty("lost", report.lost());
    return json;
  }
}
