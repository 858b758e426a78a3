package io.knockgate.config;

import io.knockgate.action.Action;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A configuration that has passed every check: whoever holds one need not look again.
///
/// @param gateway the machine's side of it
/// @param captures where knocks are heard; at least one, at most one of them NFLOG
/// @param state the directory for what must outlive the daemon; absolute
/// @param control the socket where the commands reach the daemon; absolute
/// @param knocks in the order of the file; each names an action of `actions`
/// @param actions by name, in the order of the names
public record Settings(
    GatewaySettings gateway,
    List<CaptureSetting> captures,
    Path state,
    Path control,
    List<KnockSetting> knocks,
    Map<String, Action> actions) {
  public Settings {
    captures = List.copyOf(captures);
    knocks = List.copyOf(knocks);
    actions = Collections.unmodifiableMap(new TreeMap<>(actions));
  }
}
