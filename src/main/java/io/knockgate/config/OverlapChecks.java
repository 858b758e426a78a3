package io.knockgate.config;

import io.knockgate.net.Port;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/// Finds knocks that nobody can knock without knocking another on the way.
///
/// Encrypted and rolling knocks may share their ports with others: which ports they take is as good
/// as random, so another's four in a row are met by none of them in a lifetime.
final class OverlapChecks {
  private final Problems problems;

  OverlapChecks(Problems problems) {
    this.problems = problems;
  }

  void check(List<WrittenKnock> knocks) {
    checkSequences(
        knocks.stream()
            .flatMap(knock -> knock.kind().stream())
            .flatMap(kind -> kind.sequences().stream())
            .map(Trail::of)
            .toList());
    checkSecrets(knocks);
    checkDatagrams(knocks);
  }

  /// Tells one overlap of each sequence with those before it: a thousand equal ones are a thousand
  /// problems, and not half a million.
  private void checkSequences(List<Trail> trails) {
    for (int later = 0; later < trails.size(); later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        if (trails.get(later).contains(trails.get(earlier))) {
          overlap(trails.get(later), trails.get(earlier));
          break;
        }
        if (trails.get(earlier).contains(trails.get(later))) {
          overlap(trails.get(earlier), trails.get(later));
          break;
        }
      }
    }
  }

  private void overlap(Trail longer, Trail shorter) {
    problems.add(longer.sequence().place(), Fault.CONTAINED_SEQUENCE, shorter.sequence().name());
  }

  /// Knocks that are made of the same secret in the same way are the same knock.
  private void checkSecrets(List<WrittenKnock> knocks) {
    var earlier = new HashMap<KnockForm, String>();
    for (var knock : knocks) {
      secretForm(knock)
          .map(form -> earlier.putIfAbsent(form, knock.name()))
          .ifPresent(
              other -> problems.add(knock.place(), Fault.CONTAINED_SEQUENCE, "\"" + other + "\""));
    }
  }

  /// A datagram that arrives on a port is of one knock.
  private void checkDatagrams(List<WrittenKnock> knocks) {
    var takers = new HashMap<Port, String>();
    for (var knock : knocks) {
      knock
          .kind()
          .map(WrittenKind::sequences)
          .orElse(List.of())
          .forEach(
              sequence ->
                  Placed.values(sequence.ports())
                      .forEach(port -> takers.putIfAbsent(port, sequence.name())));
    }
    for (var knock : knocks) {
      knock
          .kind()
          .flatMap(WrittenKind::udp)
          .ifPresent(
              udp -> {
                var other = takers.putIfAbsent(udp.value(), "\"" + knock.name() + "\"");
                if (other != null) {
                  problems.add(udp.place(), Fault.UDP_TAKEN, udp.value(), other);
                }
              });
    }
  }

  private static Optional<KnockForm> secretForm(WrittenKnock knock) {
    return knock
        .kind()
        .flatMap(WrittenKind::kind)
        .flatMap(
            kind ->
                switch (kind) {
                  case KnockSetting.Encrypted encrypted -> Optional.of(encrypted.form());
                  case KnockSetting.Rolling rolling -> Optional.of(start(rolling.form()));
                  case KnockSetting.Static _,
                      KnockSetting.OneTime _,
                      KnockSetting.Spa _,
                      KnockSetting.Fwknop _ ->
                      Optional.empty();
                });
  }

  /// A longer one begins with the ports of a shorter one.
  private static KnockForm start(KnockForm.Rolling rolling) {
    return new KnockForm.Rolling(rolling.ports(), 1, rolling.period(), rolling.secret());
  }
}
