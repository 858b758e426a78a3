package io.knockgate.access;

import io.knockgate.action.Action;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import java.util.Map;

/// Decides whether a recognised knock is granted. Pure: the same claim gets the same verdict.
public final class Gatekeeper {
  private final Map<String, Action> actions;

  /// @param actions every action there is, by name
  public Gatekeeper(Map<String, Action> actions) {
    this.actions = Map.copyOf(actions);
  }

  /// Whether the claim is granted, and what it is granted.
  public Verdict judge(Claim claim) {
    var action = actions.get(claim.wish().action());
    if (action == null) {
      return new Verdict.Refused(claim, "there is no action " + claim.wish().action());
    }
    return switch (claim.wish()) {
      case Wish.Close _ -> new Verdict.Granted(new Grant.Close(claim));
      case Wish.Open _ ->
          switch (action.bind(claim.client(), claim.source(), claim.ask())) {
            case Action.Bound(var openings, var time) ->
                new Verdict.Granted(new Grant.Open(claim, action, openings, time));
            case Action.Job(var run) -> new Verdict.Granted(new Grant.Run(claim, action, run));
            case Action.Unbindable(var reason) -> new Verdict.Refused(claim, reason);
          };
    };
  }
}
