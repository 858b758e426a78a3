package io.knockgate.daemon;

import io.knockgate.access.Gatekeeper;
import io.knockgate.action.Action;
import io.knockgate.config.KnockSetting;
import io.knockgate.config.Settings;
import io.knockgate.knock.KnockMethod;
import io.knockgate.knock.PacketMethod;
import io.knockgate.lease.Lease;
import io.knockgate.secret.SecretException;
import io.knockgate.time.WallClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
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
        && (lease.knock() == null
            || (knocksFor(lease.knock(), lease.action())
                && gatekeeper.stillAllows(lease.client(), lease.action(), now)));
  }

  private boolean knocksFor(String name, String action) {
    return settings.knocks().stream()
        .anyMatch(knock -> knock.name().equals(name) && standsFor(knock, action));
  }

  private static boolean standsFor(KnockSetting knock, String action) {
    var wish = knock.wish();
    return switch (knock.kind()) {
      case KnockSetting.Spa _ -> true; // the client's `may` says
      case KnockSetting.Fwknop(_, var actions, _, _) -> actions.containsValue(action);
      case KnockSetting.Static _,
          KnockSetting.OneTime _,
          KnockSetting.Encrypted _,
          KnockSetting.Rolling _ ->
          Objects.requireNonNull(wish).action().equals(action);
    };
  }
}
