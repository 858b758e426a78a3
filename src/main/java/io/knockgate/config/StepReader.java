package io.knockgate.config;

import io.knockgate.action.Step;
import io.knockgate.action.Word;
import io.knockgate.net.BadValue;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// Reads what an action does.
final class StepReader {
  private static final int MOST_WORDS = 256;

  private final Section section;

  private StepReader(Section section) {
    this.section = section;
  }

  /// Reads the value of `open`, `forward` or `run`.
  static Optional<WrittenStep> read(Item step) {
    return step.section(
        section -> {
          var reader = new StepReader(section);
          return switch (step.name()) {
            case "open" -> reader.open();
            case "forward" -> reader.forward();
            case "run" -> reader.run();
            default -> throw new IllegalArgumentException(step.name());
          };
        });
  }

  private WrittenStep open() {
    var port = section.require("port");
    var chosen = port.flatMap(item -> item.text(StepReader::portOrAsked));
    var among = section.get("among");
    var ports =
        among.map(item -> item.texts(GatewayReader.MOST_PORTS, Port::parse)).orElse(List.of());
    if (chosen.isEmpty()) {
      return new WrittenStep.Doors(Optional.empty(), ports, List.of());
    }
    var fixed = chosen.get().value();
    if (fixed.isPresent()) {
      among.ifPresent(item -> section.problems().add(item.keyPlace(), Fault.AMONG_UNUSED));
      return new WrittenStep.Doors(
          fixed.map(Step.Open::new),
          List.of(new Placed<>(fixed.get(), chosen.get().place())),
          List.of());
    }
    if (among.isEmpty()) {
      section.problems().add(chosen.get().place(), Fault.AMONG_MISSING);
    }
    var asked = new Step.OpenAsked(new LinkedHashSet<>(Placed.values(ports)));
    return new WrittenStep.Doors(
        ports.isEmpty() ? Optional.empty() : Optional.of(asked), ports, List.of());
  }

  /// A port, or nothing for `asked`.
  private static Optional<Port> portOrAsked(String text) throws BadValue {
    return text.equals("asked") ? Optional.empty() : Optional.of(Port.parse(text));
  }

  private WrittenStep forward() {
    var port = section.require("port").flatMap(item -> item.text(Port::parse));
    var to = section.require("to").map(this::targets).orElse(List.of());
    var masquerade = section.get("masquerade").flatMap(Item::flag).orElse(false);
    return new WrittenStep.Doors(
        to.isEmpty()
            ? Optional.empty()
            : port.map(placed -> new Step.Forward(placed.value(), to, masquerade)),
        List.of(),
        port.stream().toList());
  }

  private List<Endpoint> targets(Item to) {
    var targets =
        to.isList() ? to.texts(2, Forms::target) : to.text(Forms::target).stream().toList();
    var families = new HashSet<String>();
    for (var target : targets) {
      var family = target.value().address().family();
      if (!families.add(family)) {
        section.problems().add(target.place(), Fault.SAME_FAMILY, family);
      }
    }
    return Placed.values(targets);
  }

  private WrittenStep run() {
    var timeout = section.require("timeout").flatMap(item -> item.text(Forms::time));
    var words = section.require("command").map(this::command).orElse(List.of());
    return new WrittenStep.Job(
        words.isEmpty()
            ? Optional.empty()
            : timeout.map(time -> new Step.Run(words, time.value())));
  }

  private List<Word> command(Item command) {
    var items = command.list(MOST_WORDS);
    var words = items.stream().flatMap(item -> item.text(Word::parse).stream()).toList();
    if (words.size() < items.size() || words.isEmpty()) {
      return List.of();
    }
    return switch (words.getFirst().value()) {
      case Word.Text _ -> Placed.values(words);
      case Word.Placeholder placeholder -> {
        section.problems().add(words.getFirst().place(), Fault.PROGRAM_IS_PLACEHOLDER, placeholder);
        yield List.of();
      }
    };
  }
}
