package io.knockgate.gateway.nftables;

import io.knockgate.linux.LinuxException;
import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The first time that the table is loaded on a machine that is in use: sessions that are up at
/// ports that will be guarded from now on get our mark and stay, the administrator's own among
/// them.
final class FirstLoad {
  /// Two of the machine's own sockets have met: `01` is TCP_ESTABLISHED.
  private static final String ESTABLISHED = "01";

  /// Of the thread, not the process: it may be in another network namespace.
  private static final List<Path> SOCKETS =
      List.of(Path.of("/proc/thread-self/net/tcp"), Path.of("/proc/thread-self/net/tcp6"));

  private final Conntrack conntrack;

  FirstLoad(Conntrack conntrack) {
    this.conntrack = conntrack;
  }

  /// Marks them.
  ///
  /// @param flows what connection tracking knows of at the guarded ports
  /// @param guarded those ports
  /// @return how many sessions there were
  int keepSessions(Collection<Flow> flows, Collection<Port> guarded) throws LinuxException {
    record Session(Address source, int port, Endpoint local) {}
    var kept = new HashSet<Session>();
    for (var flow : flows) {
      if (flow.established()) {
        conntrack.mark(flow);
        var local = new Endpoint(flow.destination(), flow.port().number());
        kept.add(new Session(flow.source(), flow.sourcePort(), local));
      }
    }
    // Where nobody has used connection tracking so far it knows nothing, but the sockets are there.
    for (var socket : established(guarded)) {
      if (kept.add(new Session(socket.remote.address(), socket.remote.port(), socket.local))) {
        conntrack.adopt(socket.remote.address(), socket.remote.port(), socket.local);
      }
    }
    return kept.size();
  }

  private record Connected(Endpoint local, Endpoint remote) {}

  /// The machine's own TCP sockets that are connected at one of these ports (proc_net_tcp in the
  /// kernel's documentation).
  private static Set<Connected> established(Collection<Port> guarded) throws LinuxException {
    var sockets = new HashSet<Connected>();
    for (var table : SOCKETS) {
      try (var lines = Files.lines(table)) {
        for (var line : (Iterable<String>) lines.skip(1)::iterator) {
          var words = line.strip().split(" +", 5);
          if (words.length > 3 && words[3].equals(ESTABLISHED)) {
            var local = endpoint(words[1]);
            if (guarded.contains(Port.tcp(local.port()))) {
              sockets.add(new Connected(local, endpoint(words[2])));
            }
          }
        }
      } catch (IOException unreadable) {
        throw new LinuxException("can't read " + table + ": " + unreadable.getMessage());
      }
    }
    return sockets;
  }

  /// `0100007F:0016`: an address as words in the machine's byte order, and a port.
  private static Endpoint endpoint(String text) {
    int colon = text.indexOf(':');
    var address = ByteBuffer.allocate(colon / 2).order(ByteOrder.nativeOrder());
    for (int i = 0; i < colon; i += 8) {
      address.putInt(Integer.parseUnsignedInt(text, i, i + 8, 16));
    }
    return new Endpoint(
        Address.of(address.array()), Integer.parseInt(text, colon + 1, text.length(), 16));
  }
}
