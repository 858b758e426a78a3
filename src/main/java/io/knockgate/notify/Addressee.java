package io.knockgate.notify;

import java.util.Set;

/// Who is told, and of what.
///
/// @param name the channel's, under `notify:`
/// @param on what it is told of
public record Addressee(String name, Set<Occasion> on, Channel channel) {
  public Addressee {
    on = Set.copyOf(on);
  }
}
