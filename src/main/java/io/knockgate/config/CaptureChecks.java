package io.knockgate.config;

import io.knockgate.config.CaptureSetting.Interface;
import io.knockgate.config.CaptureSetting.Log;
import io.knockgate.config.CaptureSetting.Nflog;
import io.knockgate.config.CaptureSetting.Udp;
import io.knockgate.config.GatewaySettings.Closed;
import io.knockgate.net.Port;
import java.util.List;

/// What must hold between the captures and the knocks that they are to hear.
final class CaptureChecks {
  private final Problems problems;
  private final List<Placed<CaptureSetting>> captures;

  CaptureChecks(Problems problems, List<Placed<CaptureSetting>> captures) {
    this.problems = problems;
    this.captures = captures;
  }

  void check(GatewaySettings gateway, List<WrittenKnock> knocks) {
    for (var capture : captures) {
      if (capture.value() instanceof Udp(int number)) {
        var port = Port.udp(number);
        if (knocks.stream().noneMatch(knock -> isSentTo(knock, port))) {
          problems.add(capture.place(), Fault.NOTHING_TO_HEAR, port);
        }
        if (gateway.closed() == Closed.RESET) {
          problems.add(capture.place(), Fault.LISTENING_SHOWS);
        }
      }
    }
    knocks.forEach(this::checkHeard);
  }

  private static boolean isSentTo(WrittenKnock knock, Port port) {
    return knock
        .kind()
        .flatMap(WrittenKind::udp)
        .filter(udp -> udp.value().equals(port))
        .isPresent();
  }

  private void checkHeard(WrittenKnock knock) {
    if (knock.kind().isEmpty()) {
      return;
    }
    var kind = knock.kind().get();
    if (kind.saysItsWish()) {
      kind.udp()
          .map(Placed::value)
          .filter(port -> captures.stream().noneMatch(it -> hearsPackets(it.value(), port)))
          .ifPresent(
              port ->
                  problems.add(
                      knock.place(),
                      Fault.UNHEARD,
                      "nflog: {}, or udp: {port: %d}".formatted(port.number())));
    } else if (captures.stream().noneMatch(it -> hearsPorts(it.value()))) {
      problems.add(knock.place(), Fault.UNHEARD, "nflog: {}");
    }
  }

  /// Whether it hears what a datagram to the port says.
  private static boolean hearsPackets(CaptureSetting capture, Port port) {
    return switch (capture) {
      case Nflog _, Interface _ -> true;
      case Udp(int number) -> port.number() == number;
      case Log _ -> false; // a line tells of a datagram, and not what is in it
    };
  }

  /// Whether it hears which ports are knocked on.
  private static boolean hearsPorts(CaptureSetting capture) {
    return switch (capture) {
      case Nflog _, Interface _, Log _ -> true;
      case Udp _ -> false;
    };
  }
}
