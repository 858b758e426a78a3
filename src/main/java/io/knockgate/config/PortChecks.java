package io.knockgate.config;

import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.net.Protocol;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What must hold between the ports that are guarded, opened, forwarded, watched and knocked on.
final class PortChecks {
  private final Problems problems;
  private final GatewaySettings gateway;

  /// The outside ports of forwards, and the first action that forwards each.
  private final Map<Port, String> forwarded = new TreeMap<>();

  private PortChecks(
      Problems problems, GatewaySettings gateway, Collection<WrittenAction> actions) {
    this.problems = problems;
    this.gateway = gateway;
    for (var action : actions) {
      for (var port : Placed.values(action.forwards())) {
        forwarded.putIfAbsent(port, action.name());
      }
    }
  }

  static void check(
      Problems problems,
      GatewaySettings gateway,
      Collection<WrittenAction> actions,
      List<WrittenKnock> knocks) {
    var checks = new PortChecks(problems, gateway, actions);
    for (var action : actions) {
      action.opens().forEach(checks::checkOpened);
    }
    knocks.stream().flatMap(knock -> knock.kind().stream()).forEach(checks::checkKnocked);
  }

  private void checkKnocked(WrittenKind kind) {
    for (var sequence : kind.sequences()) {
      sequence.ports().forEach(this::checkKnocked);
    }
    kind.range().ifPresent(this::checkRange);
    kind.udp().ifPresent(this::checkKnocked);
  }

  private void checkOpened(Placed<Port> opened) {
    var forwardedBy = forwarded.get(opened.value());
    if (forwardedBy != null) {
      problems.add(opened.place(), Fault.OPEN_AND_FORWARDED, opened.value(), forwardedBy);
    } else if (!gateway.guard().contains(opened.value())) {
      problems.add(opened.place(), Fault.NOT_GUARDED, opened.value());
    }
  }

  /// One problem is enough for all of them.
  private void checkRange(Placed<PortRange> range) {
    var ports = range.value();
    for (int number = ports.first(); number <= ports.last(); number++) {
      if (!checkKnocked(new Placed<>(Port.tcp(number), range.place()))) {
        return;
      }
    }
  }

  /// @return whether the port is fit for a knock
  private boolean checkKnocked(Placed<Port> knocked) {
    var port = knocked.value();
    var forwardedBy = forwarded.get(port);
    if (gateway.guard().contains(port)) {
      problems.add(knocked.place(), Fault.KNOCK_ON_GUARDED, port);
      return false;
    }
    if (forwardedBy != null) {
      problems.add(knocked.place(), Fault.KNOCK_ON_FORWARDED, port, forwardedBy);
      return false;
    }
    if (port.protocol() == Protocol.TCP && !gateway.watch().contains(port.number())) {
      problems.add(knocked.place(), Fault.NOT_WATCHED, port, gateway.watch());
      return false;
    }
    return true;
  }
}
