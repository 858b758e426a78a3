package io.knockgate.gateway;

import io.knockgate.action.Opening;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/// The machine's firewall, as far as it is ours. One thread calls it. It is told the wish, not the
/// steps; every method can be repeated, and each happens wholly or not at all.
///
/// What every filling guarantees: a door admits its source to its port and nothing else, shuts by
/// itself when its time is over even if this process is dead, and never revives a session of an
/// earlier door. A door that is opened for its first connection shuts behind it in the same way.
public interface Gateway {
  /// Shuts and opens doors for one event.
  ///
  /// @throws GatewayException when the machine refused; then nothing has changed, unless it is
  ///     [GatewayException#unsure]: then all of it may have happened
  void apply(Change change) throws GatewayException;

  /// Makes the firewall exactly what the configuration says, with these doors and no others. A door
  /// of the list that is open already keeps the kernel's own remaining time if that is shorter.
  /// Nobody else's rules are touched. A door of the first connection is not opened again where that
  /// connection has come, nor any door that our rules, where they stand, lack and this gateway has
  /// not opened: it was shut, and who wants it has not heard of that.
  ///
  /// @param wanted every door that should be open
  /// @return those of them that are open, each with the time it really has left
  /// @throws GatewayException when the machine refused; then everything of ours is as it was
  ///     before, unless it is [GatewayException#unsure]
  List<Passage> reconcile(Collection<Passage> wanted) throws GatewayException;

  /// The doors that were opened for their first connection and have shut behind it.
  ///
  /// @throws GatewayException when the machine refused to tell
  Set<Opening> used() throws GatewayException;
}
