package io.knockgate.access;

import io.knockgate.action.Action;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Decides whether a recognised knock is granted. Pure: the same claim at the same time gets the
/// same verdict.
public final class Gatekeeper {
  private final Map<String, Action> actions;
  private final Map<String, Client> clients;

  /// @param actions every action there is, by name
  /// @param clients everybody who knocks under a name of their own, by that name
  public Gatekeeper(Map<String, Action> actions, Map<String, Client> clients) {
    this.actions = Map.copyOf(actions);
    this.clients = Map.copyOf(clients);
  }

  /// Whether a knock is granted, all that it claims: what speaks against one claim speaks against
  /// all of them.
  ///
  /// @param claims what it claims, at least one
  /// @param now when the knock came, by the wall clock
  public Verdict judge(List<Claim> claims, Instant now) {
    var grants = new ArrayList<Grant>();
    for (var claim : claims) {
      switch (judge(claim, now)) {
        case Verdict.Granted(var granted) -> grants.addAll(granted);
        case Verdict.Refused refused -> {
          return refused;
        }
      }
    }
    return new Verdict.Granted(grants);
  }

  /// Whether the claim is granted, and what it is granted.
  ///
  /// @param now when the knock came, by the wall clock
  public Verdict judge(Claim claim, Instant now) {
    var action = actions.get(claim.wish().action());
    if (action == null) {
      return new Verdict.Refused(claim, "there is no action " + claim.wish().action());
    }
    if (claim.knock() != null && !claim.source().isOneMachines()) {
      return new Verdict.Refused(claim, "no machine has the address " + claim.source());
    }
    var objection = objection(claim, now);
    if (objection.isPresent()) {
      return new Verdict.Refused(claim, objection.get());
    }
    return switch (claim.wish()) {
      case Wish.Close _ -> new Verdict.Granted(new Grant.Close(claim));
      case Wish.Open _ ->
          switch (bind(action, claim)) {
            case Action.Bound bound -> granted(claim, action, bound, now);
            case Action.Unbindable(var reason) -> new Verdict.Refused(claim, reason);
          };
    };
  }

  /// What can't be done in the end is not begun.
  private static Action.Binding bind(Action action, Claim claim) {
    return switch (action.bindThen(claim.client(), claim.source(), claim.ask())) {
      case Action.Unbindable never -> never;
      case Action.Bound _ -> action.bind(claim.client(), claim.source(), claim.ask());
    };
  }

  private static Verdict granted(Claim claim, Action action, Action.Bound bound, Instant now) {
    var hours = action.course().hours().orElse(null);
    if (hours != null && !hours.waits() && !hours.window().contains(now)) {
      return new Verdict.Refused(claim, "it is outside of the action's hours, " + hours.window());
    }
    return new Verdict.Granted(
        action.isImmediate()
            ? new Grant.Open(claim, action, bound.openings(), action.within(bound.time(), now))
            : new Grant.Job(claim, action));
  }

  /// What speaks against the claim's client, in the operator's words. Nothing does where nobody is
  /// named, or where a command was given: its user is one of this machine's, not of `clients:`.
  private Optional<String> objection(Claim claim, Instant now) {
    if (claim.knock() == null || claim.client().equals(Claim.ANONYMOUS)) {
      return Optional.empty();
    }
    var objection = objection(claim.client(), claim.wish().action(), now);
    if (objection.isPresent()) {
      return objection;
    }
    var client = Objects.requireNonNull(clients.get(claim.client()));
    if (!client.from().isEmpty()
        && client.from().stream().noneMatch(prefix -> prefix.contains(claim.sender()))) {
      return Optional.of("client %s may not knock from there".formatted(client.name()));
    }
    return Optional.empty();
  }

  private Optional<String> objection(String name, String action, Instant now) {
    var client = clients.get(name);
    if (client == null) {
      return Optional.of("there is no client " + name);
    }
    if (!now.isBefore(client.expires())) {
      return Optional.of("client %s expired at %s".formatted(name, client.expires()));
    }
    return client.may().contains(action)
        ? Optional.empty()
        : Optional.of("client %s may not have %s".formatted(name, action));
  }

  /// Whether somebody who has what an action opens would be granted it now, wherever they knocked
  /// from. Nobody in particular ([Claim#ANONYMOUS]) would.
  ///
  /// @param client who knocked
  public boolean stillAllows(String client, String action, Instant now) {
    return client.equals(Claim.ANONYMOUS) || objection(client, action, now).isEmpty();
  }
}
