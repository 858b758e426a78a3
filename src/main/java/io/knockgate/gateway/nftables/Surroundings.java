package io.knockgate.gateway.nftables;

import io.knockgate.net.Port;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What other people's chains mean for us.
///
/// @param obstacles chains that would drop what our doors admit
/// @param answersClosedPorts whether no chain of theirs drops what it does not know on its way in,
///     so that the kernel answers at closed ports. A flood of spoofed packets then makes an entry
///     of the connection table each, until its answer has left; where answers can't leave (no way
///     back, a filter on the way out) the table fills, and honest connections suffer.
/// @param standingOut the ports of our own sockets that a scan can tell from their neighbours,
///     which are closed and answer
public record Surroundings(
    List<Obstacle> obstacles, boolean answersClosedPorts, Set<Port> standingOut) {
  /// What an operator should know of [#answersClosedPorts], and do.
  public static final String ANSWERS =
      "no chain at hook input drops what it doesn't know, so closed ports answer: a flood of spoofed"
          + " packets whose answers can't leave fills the connection table; policy drop keeps it"
          + " empty";

  public Surroundings {
    obstacles = List.copyOf(obstacles);
    standingOut = Collections.unmodifiableSortedSet(new TreeSet<>(standingOut));
  }

  /// What an operator should know of a port that is [#standingOut], and do.
  public static String standsOut(Port port) {
    return "a scan can tell %s, which our socket hears, from its neighbours: closed ports answer, and"
            .formatted(port)
        + " it is silent; hear it by nflog instead (no udp capture), or let a chain at hook input"
        + " drop what it doesn't know";
  }
}
