package io.knockgate.knock;

import io.knockgate.action.Ask;
import io.knockgate.net.Address;
import org.jspecify.annotations.Nullable;

/// A recognised knock: what a source claims to be entitled to. Nothing is granted yet.
///
/// @param knock the name under `knocks:`; null where somebody asked by a command
/// @param client the name under `clients:`, or [#ANONYMOUS]
/// @param wish what the knock stands for
/// @param source the address to admit
/// @param ask what the knock itself asked for
public record Claim(@Nullable String knock, String client, Wish wish, Address source, Ask ask) {
  /// The client of a knock that proves nobody in particular.
  public static final String ANONYMOUS = "anonymous";
}
