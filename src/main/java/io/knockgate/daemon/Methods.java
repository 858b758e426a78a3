package io.knockgate.daemon;

import io.knockgate.config.KnockForm;
import io.knockgate.config.KnockSetting;
import io.knockgate.config.Settings;
import io.knockgate.keys.Keys;
import io.knockgate.knock.KnockMethod;
import io.knockgate.knock.PacketMethod;
import io.knockgate.knock.encrypted.EncryptedKnock;
import io.knockgate.knock.encrypted.EncryptedMethod;
import io.knockgate.knock.fwknop.FwknopKey;
import io.knockgate.knock.fwknop.FwknopMethod;
import io.knockgate.knock.sequence.Rolling;
import io.knockgate.knock.sequence.Sequence;
import io.knockgate.knock.sequence.SequenceMethod;
import io.knockgate.knock.sequence.Spell;
import io.knockgate.knock.spa.SpaClient;
import io.knockgate.knock.spa.SpaMethod;
import io.knockgate.net.BadValue;
import io.knockgate.net.PortRange;
import io.knockgate.secret.SecretException;
import io.knockgate.time.WallClock;
import java.util.ArrayList;
import java.util.List;

/// The knocks that the operator wrote, as what recognises them.
final class Methods {
  private Methods() {}

  /// What recognises every knock of the configuration.
  ///
  /// @param before what did until now; of it is kept what recognises the same sequences, and how
  ///     many packets each knock refused
  /// @throws SecretException where a knock's secret can't be had; names the knock
  static List<KnockMethod> of(Settings settings, WallClock clock, List<KnockMethod> before)
      throws SecretException {
    var keys = new Keys(System.getenv());
    var all = new ArrayList<KnockMethod>();
    var sequences = new ArrayList<Sequence>();
    var rollings = new ArrayList<Rolling>();
    var encrypted = new ArrayList<EncryptedKnock>();
    for (var knock : settings.knocks()) {
      try {
        switch (knock.kind()) {
          case KnockSetting.Static(var form) -> sequences.add(sequence(knock, form));
          case KnockSetting.OneTime(var lines) -> {
            for (var ports : lines) {
              var form = new KnockForm.Sequence(ports, null);
              sequences.add(sequence(knock, form).once());
            }
          }
          case KnockSetting.Rolling kind -> rollings.add(keys.rolling(knock, kind));
          case KnockSetting.Encrypted kind -> encrypted.add(encrypted(knock, kind, keys));
          case KnockSetting.Spa kind -> all.add(spa(knock.name(), kind, settings, keys, clock));
          case KnockSetting.Fwknop kind ->
              all.add(fwknop(knock.name(), kind, settings, keys, clock));
        }
      } catch (SecretException refused) {
        throw new SecretException("knock %s: %s".formatted(knock.name(), refused.getMessage()));
      }
    }
    all.add(sequences(settings.gateway().watch(), sequences, rollings, clock, before));
    all.add(new EncryptedMethod(encrypted, clock));
    succeed(all, before);
    return all;
  }

  private static void succeed(List<KnockMethod> all, List<KnockMethod> before) {
    for (var method : all) {
      for (var other : before) {
        if (method instanceof PacketMethod newer
            && other instanceof PacketMethod older
            && newer.name().equals(older.name())) {
          newer.succeed(older);
        }
      }
    }
  }

  private static SequenceMethod sequences(
      PortRange watch,
      List<Sequence> sequences,
      List<Rolling> rollings,
      WallClock clock,
      List<KnockMethod> before) {
    for (var method : before) {
      if (method instanceof SequenceMethod same && same.isFor(watch, sequences, rollings)) {
        return same;
      }
    }
    return new SequenceMethod(watch, sequences, rollings, clock);
  }

  /// Sets the gateway's key aside where a knock needs it and the disk has changed it.
  ///
  /// @return what has happened, in the operator's words; or the empty text
  static String setDamagedKeyAside(Settings settings) throws SecretException {
    boolean isNeeded =
        settings.knocks().stream()
            .anyMatch(knock -> knock.kind() instanceof KnockSetting.Spa spa && spa.key() == null);
    return isNeeded ? new Keys(System.getenv()).setDamagedAside(settings.state()) : "";
  }

  /// The names of the knocks whose gateway's key is not there yet, which [#of] would make.
  static List<String> withoutKey(Settings settings) {
    var keys = new Keys(System.getenv());
    return settings.knocks().stream()
        .filter(
            knock ->
                knock.kind() instanceof KnockSetting.Spa spa
                    && !keys.hasGateway(settings.state(), spa.key()))
        .map(KnockSetting::name)
        .toList();
  }

  private static FwknopMethod fwknop(
      String name, KnockSetting.Fwknop kind, Settings settings, Keys keys, WallClock clock)
      throws SecretException {
    var clients = new ArrayList<FwknopKey>();
    for (var client : settings.keys().entrySet()) {
      var written = client.getValue().fwknop();
      if (written != null) {
        clients.add(keys.fwknop(client.getKey(), written));
      }
    }
    try {
      return new FwknopMethod(
          name, kind.udp(), clients, kind.actions(), kind.admit(), kind.maxAge(), clock);
    } catch (BadValue unfit) {
      throw new SecretException(String.valueOf(unfit.getMessage()));
    }
  }

  private static SpaMethod spa(
      String name, KnockSetting.Spa kind, Settings settings, Keys keys, WallClock clock)
      throws SecretException {
    var clients = new ArrayList<SpaClient>();
    for (var client : settings.clients().values()) {
      var written = settings.keys().get(client.name());
      if (written != null) {
        written.ssh().forEach(key -> clients.add(new SpaClient(client.name(), key, client.may())));
      }
    }
    var gateway = keys.gateway(settings.state(), kind.key());
    return new SpaMethod(name, kind.udp(), gateway, clients, kind.admit(), kind.clockSkew(), clock);
  }

  private static EncryptedKnock encrypted(
      KnockSetting knock, KnockSetting.Encrypted kind, Keys keys) throws SecretException {
    return new EncryptedKnock(
        knock.name(),
        kind.form().ports(),
        knock.within(),
        knock.fixedWish().action(),
        kind.admit(),
        keys.cipher(kind.form(), kind.onceIn()));
  }

  private static Sequence sequence(KnockSetting knock, KnockForm.Sequence form) {
    var spell = form.spell();
    return new Sequence(
        knock.name(),
        form.ports(),
        knock.within(),
        knock.fixedWish(),
        spell == null ? null : new Spell(spell.ports(), spell.digits()));
  }
}
