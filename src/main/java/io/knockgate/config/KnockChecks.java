package io.knockgate.config;

import io.knockgate.access.Client;
import io.knockgate.action.Action;
import io.knockgate.knock.Wish;
import io.knockgate.knock.fwknop.Wanted;
import io.knockgate.net.Protocol;
import java.util.List;
import java.util.Map;

/// What must hold between a knock, the action that it names, and the client who knocks it.
final class KnockChecks {
  private final Problems problems;
  private final Map<String, WrittenAction> actions;
  private final Map<String, WrittenClient> clients;

  KnockChecks(
      Problems problems, Map<String, WrittenAction> actions, Map<String, WrittenClient> clients) {
    this.problems = problems;
    this.actions = actions;
    this.clients = clients;
  }

  void check(List<WrittenKnock> knocks) {
    for (var client : clients.values()) {
      client.may().stream()
          .filter(action -> !actions.containsKey(action.value()))
          .forEach(action -> unknownAction(action.value(), action.place()));
    }
    for (var knock : knocks) {
      knock.wish().ifPresent(wish -> checkWish(knock, wish));
      knock.kind().ifPresent(kind -> checkNames(knock, kind));
    }
  }

  /// Clients and actions that a kind names by itself.
  private void checkNames(WrittenKnock knock, WrittenKind kind) {
    switch (kind) {
      case WrittenKind.Rolling(var client, _, _) -> client.ifPresent(it -> checkClient(knock, it));
      case WrittenKind.Fwknop(_, var mapped, _) -> mapped.forEach(this::checkMapped);
      case WrittenKind.Static _,
          WrittenKind.OneTime _,
          WrittenKind.Encrypted _,
          WrittenKind.Spa _ -> {}
    }
  }

  private void unknownAction(String name, Place place) {
    problems.add(
        place,
        Fault.UNKNOWN_ACTION,
        name,
        "actions/" + name + ".yaml",
        Nearest.suggest(name, actions.keySet()));
  }

  private void checkMapped(Wanted wanted, Placed<String> name) {
    var action = actions.get(name.value());
    if (action == null) {
      unknownAction(name.value(), name.place());
    } else {
      action.action().ifPresent(its -> checkAsked(wanted, name, its));
    }
  }

  /// Access is asked for to a port, so an action that takes one takes that.
  private void checkAsked(Wanted wanted, Placed<String> name, Action action) {
    switch (wanted) {
      case Wanted.Access(var port) -> {
        if (!action.allows(port::equals)) {
          problems.add(name.place(), Fault.NOT_AMONG, name.value(), port);
        }
      }
      case Wanted.Command _ -> {
        if (action.needsPort()) {
          problems.add(name.place(), Fault.NOTHING_ASKED, name.value());
        }
      }
      case Wanted.Nat _, Wanted.LocalNat _ -> {}
    }
  }

  private void checkClient(WrittenKnock knock, Placed<String> name) {
    var written = clients.get(name.value());
    if (written == null) {
      problems.add(
          name.place(),
          Fault.UNKNOWN_CLIENT,
          name.value(),
          Nearest.suggest(name.value(), clients.keySet()));
      return;
    }
    var may = written.client().map(Client::may);
    var wanted = knock.wish().map(wish -> wish.value().action());
    if (may.isPresent() && wanted.isPresent() && !may.get().contains(wanted.get())) {
      problems.add(name.place(), Fault.MAY_NOT, name.value(), wanted.get());
    }
  }

  private void checkWish(WrittenKnock knock, Placed<Wish> wish) {
    var name = wish.value().action();
    var action = actions.get(name);
    if (action == null) {
      unknownAction(name, wish.place());
      return;
    }
    switch (wish.value()) {
      case Wish.Open _ ->
          action
              .action()
              .ifPresent(its -> knock.kind().ifPresent(kind -> checkPort(kind, wish, its)));
      case Wish.Close _ -> {
        knock.kind().ifPresent(kind -> checkClose(kind, wish));
        if (action.opensNothing()) {
          problems.add(wish.place(), Fault.CLOSES_JOB, name);
        }
      }
    }
  }

  /// A knock that closes can do nothing else.
  private void checkClose(WrittenKind kind, Placed<Wish> wish) {
    switch (kind) {
      case WrittenKind.Static knock ->
          knock.spell().ifPresent(spell -> problems.add(spell.place(), Fault.SPELL_CLOSES));
      case WrittenKind.Encrypted _ -> problems.add(wish.place(), Fault.ENCRYPTED_CLOSES);
      case WrittenKind.OneTime _, WrittenKind.Rolling _ -> {}
      case WrittenKind.Spa _, WrittenKind.Fwknop _ -> {} // have no wish
    }
  }

  /// A knock names a port if, and only if, its action needs one; but an encrypted one always can.
  private void checkPort(WrittenKind kind, Placed<Wish> wish, Action action) {
    var name = wish.value().action();
    switch (kind) {
      case WrittenKind.Static knock -> {
        if (action.needsPort() && !knock.spells()) {
          problems.add(wish.place(), Fault.NOTHING_ASKED, name);
        }
        knock.spell().ifPresent(spell -> checkSpell(spell, action));
      }
      case WrittenKind.OneTime _, WrittenKind.Rolling _ -> {
        if (action.needsPort()) {
          problems.add(wish.place(), Fault.NOTHING_ASKED, name);
        }
      }
      case WrittenKind.Encrypted(_, var knock) ->
          knock
              .map(it -> it.form().cipher().largestPort())
              .filter(largest -> !canAsk(action, largest))
              .ifPresent(largest -> problems.add(wish.place(), Fault.UNNAMEABLE, name, largest));
      case WrittenKind.Spa _, WrittenKind.Fwknop _ -> {} // have no wish
    }
  }

  private void checkSpell(Placed<KnockForm.Spell> spell, Action action) {
    int largest = spell.value().largestPort();
    if (!action.needsPort()) {
      problems.add(spell.place(), Fault.SPELL_UNASKED, action.name());
    } else if (!canAsk(action, largest)) {
      problems.add(spell.place(), Fault.UNSPELLABLE, action.name());
    }
  }

  /// Whether a knock that can name TCP ports up to the largest can name one that the action opens,
  /// or need not.
  private static boolean canAsk(Action action, int largest) {
    return action.allows(port -> port.protocol() == Protocol.TCP && port.number() <= largest);
  }
}
