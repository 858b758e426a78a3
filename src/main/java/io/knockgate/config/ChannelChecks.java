package io.knockgate.config;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;

/// What must hold between a channel and the actions that name it.
final class ChannelChecks {
  private final Problems problems;
  private final Map<String, WrittenChannel> channels;

  ChannelChecks(Problems problems, Map<String, WrittenChannel> channels) {
    this.problems = problems;
    this.channels = channels;
  }

  void check(Collection<WrittenAction> actions) {
    var named = new HashSet<String>();
    for (var action : actions) {
      for (var notice : action.notices()) {
        named.add(notice.value());
        if (!channels.containsKey(notice.value())) {
          problems.add(
              notice.place(),
              Fault.UNKNOWN_CHANNEL,
              notice.value(),
              Nearest.suggest(notice.value(), channels.keySet()));
        }
      }
    }
    if (problems.haveErrors()) {
      return; // an action that could not be read may name any of them
    }
    for (var channel : channels.values()) {
      if (!named.contains(channel.name())) {
        problems.add(channel.place(), Fault.UNUSED_CHANNEL, channel.name());
      }
    }
  }
}
