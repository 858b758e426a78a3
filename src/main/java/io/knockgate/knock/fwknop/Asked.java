package io.knockgate.knock.fwknop;

import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a packet asks for, in its own words.
public sealed interface Asked {
  /// Access to these ports of the gateway (`-A`).
  record Access(List<Port> ports) implements Asked {
    public Access {
      ports = List.copyOf(ports);
    }
  }

  /// A forward of these ports of the gateway to that host and port (`-N HOST:PORT`).
  record Nat(List<Port> outside, String host, int port) implements Asked {
    public Nat {
      outside = List.copyOf(outside);
    }
  }

  /// A forward of these ports of the gateway to another port of it (`--nat-local`).
  ///
  /// @param gateway the gateway, as the client names it (`-D`); of no account
  record LocalNat(List<Port> outside, String gateway, int port) implements Asked {
    public LocalNat {
      outside = List.copyOf(outside);
    }
  }

  /// A command (`-C`).
  record Command(String text) implements Asked {}

  /// What a client asks for.
  ///
  /// @param wants one or more [Wanted.Access], or one of another kind; a forward that names no
  ///     outside port gets the TCP port of its target's number, as fwknop's client would
  /// @param gateway the gateway's IPv4 address or name
  /// @throws BadValue where one packet can't say all of it
  static Asked of(List<Wanted> wants, String gateway) throws BadValue {
    if (wants.size() == 1) {
      return switch (wants.getFirst()) {
        case Wanted.Access(var port) -> new Access(List.of(port));
        case Wanted.Nat(var outside, var host, int port) ->
            new Nat(List.of(outside(outside, port)), host, port);
        case Wanted.LocalNat(var outside, int port) ->
            new LocalNat(List.of(outside(outside, port)), gateway, port);
        case Wanted.Command(var text) -> new Command(text);
      };
    }
    var ports = new ArrayList<Port>();
    for (var want : wants) {
      if (!(want instanceof Wanted.Access access)) {
        throw new BadValue(
            "a packet of fwknop asks for ports, or for one thing of another kind: \"%s\" stands alone"
                .formatted(want));
      }
      ports.add(access.port());
    }
    if (ports.isEmpty()) {
      throw new BadValue("a packet of fwknop asks for something");
    }
    return new Access(ports);
  }

  private static Port outside(@Nullable Port written, int port) {
    return written == null ? Port.tcp(port) : written;
  }

  /// One of the things that are asked for.
  ///
  /// @param port the gateway's port that it is about, if any
  /// @param names how it may be written under `actions:`, the narrowest first
  record Item(@Nullable Port port, List<Wanted> names) {}

  /// One by one, each once.
  default List<Item> items() {
    return switch (this) {
      case Access(var ports) ->
          ports.stream()
              .distinct()
              .map(port -> new Item(port, List.of(new Wanted.Access(port))))
              .toList();
      case Nat(var outside, var host, int port) ->
          outside.stream()
              .distinct()
              .map(
                  from ->
                      new Item(
                          from,
                          List.of(
                              new Wanted.Nat(from, host, port), new Wanted.Nat(null, host, port))))
              .toList();
      case LocalNat(var outside, _, int port) ->
          outside.stream()
              .distinct()
              .map(
                  from ->
                      new Item(
                          from,
                          List.of(
                              new Wanted.LocalNat(from, port), new Wanted.LocalNat(null, port))))
              .toList();
      case Command(var text) -> List.of(new Item(null, List.of(new Wanted.Command(text))));
    };
  }
}
