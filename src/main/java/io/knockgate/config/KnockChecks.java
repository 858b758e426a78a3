package io.knockgate.config;

import io.knockgate.action.Action;
import io.knockgate.action.Step;
import io.knockgate.knock.Wish;
import io.knockgate.net.Port;
import io.knockgate.net.Protocol;
import java.util.List;
import java.util.Map;

/// What must hold between a knock, its neighbours and the action that it names.
final class KnockChecks {
  private final Problems problems;
  private final Map<String, WrittenAction> actions;

  KnockChecks(Problems problems, Map<String, WrittenAction> actions) {
    this.problems = problems;
    this.actions = actions;
  }

  void check(List<WrittenKnock> knocks) {
    for (var knock : knocks) {
      checkStrength(knock);
      knock.wish().ifPresent(wish -> checkWish(knock, wish));
    }
    checkOverlaps(knocks.stream().filter(knock -> !knock.ports().isEmpty()).toList());
  }

  private void checkStrength(WrittenKnock knock) {
    if (knock.ports().isEmpty()) {
      return;
    }
    var fault = knock.weakAllowed() ? Fault.WEAK_SEQUENCE_ALLOWED : Fault.WEAK_SEQUENCE;
    for (var weakness : Weakness.of(Placed.values(knock.ports()))) {
      problems.add(knock.place(), fault, weakness);
    }
  }

  /// Tells one overlap of each knock with those before it: a thousand equal ones are a thousand
  /// problems, and not half a million.
  private void checkOverlaps(List<WrittenKnock> knocks) {
    var trails = knocks.stream().map(Trail::of).toList();
    for (int later = 0; later < knocks.size(); later++) {
      for (int earlier = 0; earlier < later; earlier++) {
        if (trails.get(later).contains(trails.get(earlier))) {
          overlap(knocks.get(later), knocks.get(earlier));
          break;
        }
        if (trails.get(earlier).contains(trails.get(later))) {
          overlap(knocks.get(earlier), knocks.get(later));
          break;
        }
      }
    }
  }

  private void overlap(WrittenKnock longer, WrittenKnock shorter) {
    problems.add(longer.place(), Fault.CONTAINED_SEQUENCE, shorter.name());
  }

  private void checkWish(WrittenKnock knock, Placed<Wish> wish) {
    var name = wish.value().action();
    var action = actions.get(name);
    if (action == null) {
      problems.add(
          wish.place(),
          Fault.UNKNOWN_ACTION,
          name,
          "actions/" + name + ".yaml",
          Nearest.suggest(name, actions.keySet()));
      return;
    }
    switch (wish.value()) {
      case Wish.Open _ ->
          action.action().map(Action::step).ifPresent(step -> checkPort(knock, wish, step));
      case Wish.Close _ -> {
        knock.spell().ifPresent(spell -> problems.add(spell.place(), Fault.SPELL_CLOSES));
        if (action.isJob()) {
          problems.add(wish.place(), Fault.CLOSES_JOB, name);
        }
      }
    }
  }

  /// A knock names a port if, and only if, its action needs one.
  private void checkPort(WrittenKnock knock, Placed<Wish> wish, Step step) {
    var action = wish.value().action();
    if (step.needsPort() && !knock.spells()) {
      problems.add(wish.place(), Fault.NOTHING_ASKED, action);
    }
    if (knock.spell().isEmpty()) {
      return;
    }
    var spell = knock.spell().get();
    int digits = spell.value().digits();
    if (!step.needsPort()) {
      problems.add(spell.place(), Fault.SPELL_UNASKED, action);
    } else if (step instanceof Step.OpenAsked(var among)
        && among.stream().noneMatch(port -> isSpelled(port, digits))) {
      problems.add(spell.place(), Fault.UNSPELLABLE, action);
    }
  }

  private static boolean isSpelled(Port port, int digits) {
    return port.protocol() == Protocol.TCP && String.valueOf(port.number()).length() <= digits;
  }
}
