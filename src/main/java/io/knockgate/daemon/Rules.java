package io.knockgate.daemon;

import io.knockgate.access.Gatekeeper;
import io.knockgate.action.Action;
import io.knockgate.action.Opening;
import io.knockgate.config.KnockSetting;
import io.knockgate.config.Settings;
import io.knockgate.job.Job;
import io.knockgate.knock.KnockMethod;
import io.knockgate.knock.PacketMethod;
import io.knockgate.knock.Wish;
import io.knockgate.lease.Lease;
import io.knockgate.secret.SecretException;
import io.knockgate.time.WallClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the operator has written, as it is in force: what recognises knocks, and what decides about
/// them. A reload puts another in its place, whole.
///
/// @param methods what recognises knocks; the watch thread alone asks them
record Rules(Settings settings, List<KnockMethod> methods, Gatekeeper gatekeeper) {
  private static final Logger LOG = LoggerFactory.getLogger("knockgate");

  Rules {
    methods = List.copyOf(methods);
  }

  /// The rules of a configuration.
  ///
  /// @throws SecretException where a knock's secret can't be had; names the knock
  static Rules of(Settings settings) throws SecretException {
    return following(List.of(), settings);
  }

  /// The rules of a newer configuration. What recognises sequences goes on where none has changed,
  /// so that a knock that is under way is heard.
  ///
  /// @throws SecretException where a knock's secret can't be had; names the knock
  Rules next(Settings newer) throws SecretException {
    return following(methods, newer);
  }

  private static Rules following(List<KnockMethod> before, Settings settings)
      throws SecretException {
    var withoutKey = Methods.withoutKey(settings);
    if (!withoutKey.isEmpty()) {
      LOG.warn(
          "knock {}: a gateway's key is made in {}; clients that joined with another must join again",
          String.join(", ", withoutKey),
          settings.state());
    }
    return new Rules(
        settings,
        Methods.of(settings, WallClock.OF_THE_MACHINE, before),
        new Gatekeeper(settings.actions(), settings.clients()));
  }

  /// The actions, by name.
  Map<String, Action> actions() {
    return settings.actions();
  }

  /// The methods that single packets are heard by.
  Stream<PacketMethod> packetMethods() {
    return methods.stream().filter(PacketMethod.class::isInstance).map(PacketMethod.class::cast);
  }

  /// Whether a lease would still be granted to who has it: its doors are still written, and so is
  /// the knock that opened it, and its client may still have it. One that a command opened needs
  /// its doors alone.
  boolean stillGrant(Lease lease, Instant now) {
    return lease.isWrittenIn(actions())
        && stillAllow(lease.knock(), lease.client(), lease.action(), now);
  }

  /// Whether a job that was promised would still be: its action is written, and so is its knock,
  /// and its client may still have it.
  boolean stillPromise(Job job, Instant now) {
    var claim = job.claim();
    return actions().containsKey(job.action())
        && stillAllow(claim.knock(), claim.client(), job.action(), now);
  }

  /// Whether a job may still open these doors, which its action said when it began.
  boolean stillGrant(Job job, Action action, List<Opening> openings, Instant now) {
    var written = actions().get(action.name());
    return written != null
        && written.stay().atClose() == action.stay().atClose()
        && written.stay().once() == action.stay().once()
        && openings.stream().allMatch(written::covers)
        && stillPromise(job, now);
  }

  /// Whether who has this had other keys under these rules than under those before.
  boolean givesOtherKeys(String client, Rules before) {
    return !Objects.equals(settings.keys().get(client), before.settings.keys().get(client));
  }

  private boolean stillAllow(@Nullable String knock, String client, String action, Instant now) {
    return knock == null
        || (settings.knocks().stream()
                .anyMatch(it -> it.name().equals(knock) && standsFor(it, action))
            && gatekeeper.stillAllows(client, action, now));
  }

  private static boolean standsFor(KnockSetting knock, String action) {
    return switch (knock.kind()) {
      case KnockSetting.Spa _ -> true; // the client's `may` says
      case KnockSetting.Fwknop(_, var actions, _, _) -> actions.containsValue(action);
      case KnockSetting.Static _,
          KnockSetting.OneTime _,
          KnockSetting.Encrypted _,
          KnockSetting.Rolling _ ->
          knock.wish() instanceof Wish.Open(var opened) && opened.equals(action);
    };
  }
}
