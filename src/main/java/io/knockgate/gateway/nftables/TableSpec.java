package io.knockgate.gateway.nftables;

import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Everything that the text of our table depends on.
///
/// @param wan the interfaces on which knocks arrive and doors open; not empty
/// @param guard the gateway's own ports that stay shut until a knock opens one
/// @param targets every forward that the configuration allows
/// @param watch the TCP ports whose SYNs are heard
/// @param heard further ports that are heard: those of sequences
/// @param packets the UDP ports on which single packets are heard, whole
/// @param sockets the UDP ports that our own sockets hear instead, open to everybody
/// @param closed how a guarded port looks while it is shut
/// @param nflogGroup where what is heard is told; empty where no capture listens to the table
public record TableSpec(
    Set<String> wan,
    Set<Port> guard,
    List<Target> targets,
    PortRange watch,
    Set<Port> heard,
    Set<Port> packets,
    Set<Port> sockets,
    Closed closed,
    OptionalInt nflogGroup) {

  /// How a guarded port looks while it is shut.
  public enum Closed {
    /// Silence, as beside an input chain that drops.
    DROP,
    /// A reset for TCP and port unreachable for UDP, as a port that nobody listens on.
    RESET
  }

  /// A forward that the configuration allows.
  ///
  /// @param outside the port that strangers come to; guarded by itself
  /// @param to the internal host and port
  /// @param masquerade whether the host is to see the gateway's address
  public record Target(Port outside, Endpoint to, boolean masquerade) {}

  /// IFNAMSIZ less the zero byte; and nothing that nft could read as more than a name.
  private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9_.:@-]{1,15}");

  public TableSpec {
    wan = Collections.unmodifiableSortedSet(new TreeSet<>(wan));
    guard = Collections.unmodifiableSortedSet(new TreeSet<>(guard));
    heard = Collections.unmodifiableSortedSet(new TreeSet<>(heard));
    packets = Collections.unmodifiableSortedSet(new TreeSet<>(packets));
    sockets = Collections.unmodifiableSortedSet(new TreeSet<>(sockets));
    targets = List.copyOf(targets);
    if (wan.isEmpty()) {
      throw new IllegalArgumentException("no wan interface");
    }
    for (var name : wan) {
      if (!INTERFACE.matcher(name).matches()) {
        throw new IllegalArgumentException("no name of an interface: " + name);
      }
    }
    if (nflogGroup.isPresent() && (nflogGroup.getAsInt() < 0 || nflogGroup.getAsInt() > 65535)) {
      throw new IllegalArgumentException("nflog group " + nflogGroup.getAsInt());
    }
  }

  /// Every port that stays shut until a knock opens it: those of `guard`, and the outside ports of
  /// forwards.
  public SortedSet<Port> guarded() {
    var ports = new TreeSet<>(guard);
    targets.forEach(target -> ports.add(target.outside()));
    return ports;
  }
}
