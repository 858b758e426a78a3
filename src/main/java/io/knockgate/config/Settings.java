package io.knockgate.config;

import io.knockgate.access.Client;
import io.knockgate.action.Action;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A configuration that has passed every check: whoever holds one need not look again.
///
/// @param gateway the machine's side of it
/// @param captures where knocks are heard; at least one, at most one of them NFLOG
/// @param state the directory for what must outlive the daemon; absolute
/// @param control the socket where the commands reach the daemon; absolute
/// @param jobs the socket of who runs programs in the daemon's stead; empty where it runs them
///     itself
/// @param clients who knocks under a name of their own, by that name
/// @param keys what the clients prove themselves with, by their names; of those that have any
/// @param knocks in the order of the file; `actions` has each action that they name
/// @param actions by name, in the order of the names
/// @param channels who can be told, by the names that actions have in their `notices`
public record Settings(
    GatewaySettings gateway,
    List<CaptureSetting> captures,
    Path state,
    Path control,
    Optional<Path> jobs,
    Map<String, Client> clients,
    Map<String, ClientKeys> keys,
    List<KnockSetting> knocks,
    Map<String, Action> actions,
    Map<String, ChannelSetting> channels) {
  public Settings {
    captures = List.copyOf(captures);
    clients = Map.copyOf(clients);
    keys = Map.copyOf(keys);
    knocks = List.copyOf(knocks);
    actions = Collections.unmodifiableMap(new TreeMap<>(actions));
    channels = Map.copyOf(channels);
  }
}
