package io.knockgate.daemon;

import io.knockgate.config.CaptureSetting;
import io.knockgate.config.KnockForm;
import io.knockgate.config.KnockSetting;
import io.knockgate.config.Settings;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.net.Protocol;
import java.util.Collections;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// The ports on which knocks are heard.
///
/// @param watch TCP ports whose SYNs are heard, so that a scan spoils itself
/// @param ports those of sequences, whatever `watch` says: UDP ports are not in there
/// @param packets UDP ports of single packets, heard while they are closed
/// @param sockets UDP ports of single packets that a socket of ours listens on
record Hearing(
    PortRange watch, SortedSet<Port> ports, SortedSet<Port> packets, SortedSet<Port> sockets) {
  Hearing {
    ports = Collections.unmodifiableSortedSet(ports);
    packets = Collections.unmodifiableSortedSet(packets);
    sockets = Collections.unmodifiableSortedSet(sockets);
  }

  static Hearing of(Settings settings) {
    var ports = new TreeSet<Port>();
    var packets = new TreeSet<Port>();
    var sockets = new TreeSet<Port>();
    for (var knock : settings.knocks()) {
      switch (knock.kind()) {
        case KnockSetting.Static(var form) -> add(form, ports);
        case KnockSetting.OneTime(var sequences) -> sequences.forEach(ports::addAll);
        case KnockSetting.Spa(var udp, _, _, _) -> packets.add(udp);
        case KnockSetting.Fwknop(var udp, _, _, _) -> packets.add(udp);
        case KnockSetting.Encrypted _, KnockSetting.Rolling _ -> {} // TCP, and within `watch`
      }
    }
    for (var capture : settings.captures()) {
      if (capture instanceof CaptureSetting.Udp(int port)) {
        sockets.add(Port.udp(port));
      }
    }
    packets.removeAll(sockets);
    return new Hearing(settings.gateway().watch(), ports, packets, sockets);
  }

  private static void add(KnockForm.Sequence form, Set<Port> ports) {
    ports.addAll(form.ports());
    var spell = form.spell();
    if (spell != null) {
      var digits = spell.digitPorts();
      for (int port = digits.first(); port <= digits.last(); port++) {
        ports.add(Port.tcp(port));
      }
    }
  }

  /// Whether some capture hears what comes to that port.
  boolean hears(Port port) {
    return ports.contains(port)
        || packets.contains(port)
        || sockets.contains(port)
        || (port.protocol() == Protocol.TCP && watch.contains(port.number()));
  }
}
