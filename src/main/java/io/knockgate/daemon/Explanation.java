package io.knockgate.daemon;

import com.google.gson.JsonArray;
import io.knockgate.access.Gatekeeper;
import io.knockgate.access.Verdict;
import io.knockgate.config.KnockSetting;
import io.knockgate.config.Settings;
import io.knockgate.knock.Claim;
import io.knockgate.knock.KnockMethod;
import io.knockgate.knock.Recognition;
import io.knockgate.packet.Frame;
import io.knockgate.packet.Packet;
import io.knockgate.packet.PacketDecoder;
import io.knockgate.replay.Marks;
import io.knockgate.replay.MemoryMarks;
import io.knockgate.secret.SecretException;
import io.knockgate.time.WallClock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Why the knocks of a capture would be granted or not: the journey of [Watch] with nothing done to
/// the machine, on the capture's own clock, whose times are nanoseconds since 1970. What depends on
/// the machine can't be looked at: interfaces, the gateway's addresses, leases, earlier replay
/// marks.
public final class Explanation {
  /// How many sources may have a knock under way.
  private static final int MOST_RUNS = 10_000;

  private static final WallClock CAPTURED = nanos -> Instant.ofEpochSecond(0, nanos);

  private final Map<String, KnockSetting> knocks;
  private final Hearing hearing;
  private final List<KnockMethod> methods;
  private final Gatekeeper gatekeeper;
  private final Marks marks = new MemoryMarks();
  private final Map<Long, Run> runs = new LinkedHashMap<>(16, 0.75f, true);
  private final Findings findings = new Findings();
  private long packets;
  private long latest;

  /// @param settings what is to be judged by
  /// @throws SecretException where a knock's secret can't be had
  public Explanation(Settings settings) throws SecretException {
    knocks =
        settings.knocks().stream()
            .collect(Collectors.toMap(KnockSetting::name, Function.identity()));
    hearing = Hearing.of(settings);
    var withoutKey = Methods.withoutKey(settings);
    if (!withoutKey.isEmpty()) {
      throw new SecretException(
          "knock %s: the gateway's key is not in %s; explain it on the gateway, as a user who may read it"
              .formatted(String.join(", ", withoutKey), settings.state()));
    }
    methods = Methods.of(settings, CAPTURED, List.of());
    gatekeeper = new Gatekeeper(settings.actions(), settings.clients());
  }

  /// Takes the capture's next frame.
  public void hear(Frame frame) {
    latest = Math.max(latest, frame.nanos());
    if (PacketDecoder.decode(frame) instanceof Packet packet && hearing.hears(packet.port())) {
      packets++;
      consider(packet);
    }
  }

  private void consider(Packet packet) {
    long site = packet.source().siteBits();
    boolean stray = true;
    for (var method : methods) {
      var unproven = Unproven.before(method, packet);
      var recognition = finished(method.consider(packet));
      unproven.ifPresent(it -> tell(packet, it));
      stray &= recognition.equals(Recognition.UNHEARD);
      switch (recognition) {
        case Recognition.Complete(var claims) -> {
          runs.remove(site);
          judge(claims, CAPTURED.at(packet.nanos()));
        }
        case Recognition.Refused(var claim, var reason) -> {
          runs.remove(site);
          tell(claim, CAPTURED.at(packet.nanos()), Finding.Verdict.REFUSED, reason);
        }
        case Recognition.Spoiled spoiled -> spoil(packet, spoiled);
        case Recognition.Progress progress -> advance(packet, progress);
        case Recognition.Unheard _, Recognition.Unfinished _ -> {}
      }
    }
    var run = stray ? runs.get(site) : null;
    if (run != null) {
      run.stray(packet.port());
    }
  }

  /// Here nobody waits, so that public-key work need not be rationed.
  private static Recognition finished(Recognition recognition) {
    return recognition instanceof Recognition.Unfinished unfinished
        ? unfinished.rest().get()
        : recognition;
  }

  private void judge(List<Claim> claims, Instant now) {
    switch (OnceOnly.settle(gatekeeper.judge(claims, now), marks, now)) {
      case Verdict.Granted _ ->
          claims.forEach(claim -> tell(claim, now, Finding.Verdict.GRANTED, ""));
      case Verdict.Refused(var claim, var reason) ->
          tell(claim, now, Finding.Verdict.REFUSED, reason);
    }
  }

  private void tell(Claim claim, Instant at, Finding.Verdict verdict, String reason) {
    findings.add(
        new Finding(
            at,
            claim.source(),
            String.valueOf(claim.knock()),
            claim.client(),
            verdict,
            reason,
            claim.wish().action()),
        false);
  }

  /// Strangers send such packets too, as many as they like.
  private void tell(Packet packet, Unproven unproven) {
    unproven
        .reason()
        .map(
            reason ->
                new Finding(
                    CAPTURED.at(packet.nanos()),
                    packet.source(),
                    unproven.knock(),
                    Claim.ANONYMOUS,
                    Finding.Verdict.REFUSED,
                    reason,
                    ""))
        .ifPresent(finding -> findings.add(finding, true));
  }

  private void advance(Packet packet, Recognition.Progress progress) {
    long site = packet.source().siteBits();
    var run = runs.get(site);
    if (run != null) {
      run.advance(progress, packet);
      return;
    }
    runs.put(site, new Run(progress, packet));
    if (runs.size() > MOST_RUNS) { // the source that has been quiet longest
      var eldest = runs.values().iterator();
      end(eldest.next());
      eldest.remove();
    }
  }

  /// Of several knocks that are lost together a method tells the furthest; one that is behind the
  /// furthest under way is not worth telling.
  private void spoil(Packet packet, Recognition.Spoiled spoiled) {
    long site = packet.source().siteBits();
    var run = runs.get(site);
    if (run != null && run.furthest().heard() > spoiled.heard()) {
      run.stray(packet.port());
      return;
    }
    runs.remove(site);
    tell(packet, spoiled.knock(), spoiled.heard(), spoiled.of(), ": " + spoiled.why());
  }

  private void end(Run run) {
    var furthest = run.furthest();
    var within = Objects.requireNonNull(knocks.get(furthest.knock())).within();
    tell(
        run.latest(),
        furthest.knock(),
        furthest.heard(),
        furthest.of(),
        ", then " + run.end(within, latest));
  }

  private void tell(Packet packet, String knock, int heard, int of, String why) {
    findings.add(
        new Finding(
            CAPTURED.at(packet.nanos()),
            packet.source(),
            knock,
            Claim.ANONYMOUS,
            Finding.Verdict.INCOMPLETE,
            "%d of %d knocks heard%s".formatted(heard, of, why),
            Objects.requireNonNull(knocks.get(knock)).fixedWish().action()),
        heard <= 1);
  }

  /// Ends the capture: what is under way comes no further.
  public void end() {
    runs.values().forEach(this::end);
    runs.clear();
  }

  /// What came of each knock, in the order of time: objects `{at, source, knock, client, verdict,
  /// reason, action}`. Where one source did the same again and again, one object stands for the
  /// many that follow the first few.
  public JsonArray findings() {
    var list = new JsonArray();
    findings.all().stream().map(Json::finding).forEach(list::add);
    return list;
  }

  /// How many knocks that were not granted are left out of [#findings] because there were too many.
  public long leftOut() {
    return findings.leftOut();
  }

  /// How many connection attempts there were at ports that are watched, knocks or not.
  public long packets() {
    return packets;
  }
}
