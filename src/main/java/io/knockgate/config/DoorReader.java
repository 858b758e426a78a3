package io.knockgate.config;

import io.knockgate.action.Step;
import io.knockgate.net.BadValue;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// Reads the steps that open a door.
final class DoorReader {
  private DoorReader() {}

  /// Reads the value of `open`.
  static WrittenStep open(Section section) {
    var port = section.require("port");
    var chosen = port.flatMap(item -> item.text(DoorReader::portOrAsked));
    var among = section.get("among");
    var ports =
        among.map(item -> item.texts(GatewayReader.MOST_PORTS, Port::parse)).orElse(List.of());
    if (chosen.isEmpty()) {
      return new WrittenStep.Door(Optional.empty(), ports, List.of());
    }
    var fixed = chosen.get().value();
    if (fixed.isPresent()) {
      among.ifPresent(item -> section.problems().add(item.keyPlace(), Fault.AMONG_UNUSED));
      return new WrittenStep.Door(
          fixed.map(Step.Open::new),
          List.of(new Placed<>(fixed.get(), chosen.get().place())),
          List.of());
    }
    if (among.isEmpty()) {
      section.problems().add(chosen.get().place(), Fault.AMONG_MISSING);
    }
    var asked = new Step.OpenAsked(new LinkedHashSet<>(Placed.values(ports)));
    return new WrittenStep.Door(
        ports.isEmpty() ? Optional.empty() : Optional.of(asked), ports, List.of());
  }

  /// A port, or nothing for `asked`.
  private static Optional<Port> portOrAsked(String text) throws BadValue {
    return text.equals("asked") ? Optional.empty() : Optional.of(Port.parse(text));
  }

  /// Reads the value of `forward`.
  static WrittenStep forward(Section section) {
    var port = section.require("port").flatMap(item -> item.text(Port::parse));
    var to = section.require("to").map(DoorReader::targets).orElse(List.of());
    var masquerade = section.get("masquerade").flatMap(Item::flag).orElse(false);
    return new WrittenStep.Door(
        to.isEmpty()
            ? Optional.empty()
            : port.map(placed -> new Step.Forward(placed.value(), to, masquerade)),
        List.of(),
        port.stream().toList());
  }

  private static List<Endpoint> targets(Item to) {
    var targets =
        to.isList() ? to.texts(2, Forms::target) : to.text(Forms::target).stream().toList();
    var families = new HashSet<String>();
    for (var target : targets) {
      var family = target.value().address().family();
      if (!families.add(family)) {
        to.problems().add(target.place(), Fault.SAME_FAMILY, family);
      }
    }
    return Placed.values(targets);
  }
}
