package io.knockgate.lease;

import io.knockgate.access.Grant;
import io.knockgate.action.Action;
import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.id.Id;
import io.knockgate.net.Address;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a lease is, whatever state it is in. There is one for each action and source.
///
/// @param id its name for people
/// @param action the action's name
/// @param client who knocked last
/// @param knock the knock that opened or renewed it last; null where a command did
/// @param source the only address that its doors admit
/// @param openings its doors; not empty
/// @param atClose what becomes of sessions that are up when it ends
/// @param once whether each of its doors shuts behind its first connection
/// @param opened when it was first opened
public record Lease(
    Id id,
    String action,
    String client,
    @Nullable String knock,
    Address source,
    List<Opening> openings,
    AtClose atClose,
    boolean once,
    Instant opened) {
  public Lease {
    openings = List.copyOf(openings);
    if (openings.isEmpty()) {
      throw new IllegalArgumentException("a lease of no door: " + id);
    }
  }

  static Lease granted(Id id, Grant.Open grant, Instant opened) {
    var claim = grant.claim();
    var action = grant.action();
    return new Lease(
        id,
        action.name(),
        claim.client(),
        claim.knock(),
        claim.source(),
        grant.openings(),
        action.stay().atClose(),
        action.stay().once(),
        opened);
  }

  /// The same lease after another knock: its name and its beginning stay.
  Lease renewed(Grant.Open grant) {
    return granted(id, grant, opened);
  }

  /// Whether one of these actions, by name, would still open its doors as they are.
  public boolean isWrittenIn(Map<String, Action> actions) {
    var written = actions.get(action);
    return written != null
        && written.stay().atClose() == atClose
        && written.stay().once() == once
        && openings.stream().allMatch(written::covers);
  }

  /// The doors it holds in the firewall.
  List<Door> doors() {
    return openings.stream().map(opening -> new Door(opening, atClose, once)).toList();
  }
}
