package io.knockgate.config;

import java.util.List;

/// Finds knocks that somebody else could knock.
final class StrengthChecks {
  private final Problems problems;

  StrengthChecks(Problems problems) {
    this.problems = problems;
  }

  void check(WrittenKnock knock) {
    knock.kind().ifPresent(kind -> check(knock, kind));
  }

  private void check(WrittenKnock knock, WrittenKind kind) {
    for (var sequence : kind.sequences()) {
      tell(knock, sequence.place(), Weakness.of(Placed.values(sequence.ports())));
    }
    kind.kind().ifPresent(read -> check(knock, read));
  }

  private void check(WrittenKnock knock, KnockSetting.Kind kind) {
    switch (kind) {
      case KnockSetting.Rolling(_, var form) -> tell(knock, knock.place(), Weakness.of(form));
      case KnockSetting.Encrypted(var form, _, _) -> {
        switch (form.cipher()) {
          case KnockForm.Blowfish _ -> problems.add(knock.place(), Fault.BLOWFISH);
          case KnockForm.ChaCha20Poly1305 _ -> {}
        }
      }
      case KnockSetting.Static _,
          KnockSetting.OneTime _,
          KnockSetting.Spa _,
          KnockSetting.Fwknop _ -> {}
    }
  }

  private void tell(WrittenKnock knock, Place place, List<String> weaknesses) {
    var fault = knock.weakAllowed() ? Fault.WEAK_SEQUENCE_ALLOWED : Fault.WEAK_SEQUENCE;
    weaknesses.forEach(weakness -> problems.add(place, fault, weakness));
  }
}
