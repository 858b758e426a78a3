package io.knockgate.config;

import io.knockgate.action.Ask;
import io.knockgate.net.Port;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// One file of `~/.config/knockgate/`: what a client needs to know to knock at a gateway.
///
/// @param host the gateway: a name or an address
/// @param knock how it is knocked
/// @param ask what the knock asks for; nothing where its form has no place for it
/// @param door the TCP port that answers when the knock was heard; null where nobody said so
/// @param pace the time from one packet to the next, 1 millisecond to 10 seconds; a single packet
///     has none
/// @param tries how often it is knocked at most until the door answers, 1 to 100
/// @param family by which the gateway is reached; null for any
public record ClientSettings(
    String host,
    ClientKnock knock,
    Ask ask,
    @Nullable Port door,
    Duration pace,
    int tries,
    @Nullable Family family) {
  /// `pace` where nothing is written.
  public static final Duration PACE = Duration.ofMillis(20);

  /// `tries` where nothing is written.
  public static final int TRIES = 3;

  /// The protocol below.
  public enum Family {
    IPV4,
    IPV6
  }
}
