package io.knockgate.config;

import io.knockgate.action.Step;
import io.knockgate.action.Word;
import io.knockgate.net.BadValue;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Mac;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the steps that take their time.
final class TaskReader {
  private static final int MOST_VARIABLES = 256;
  private static final int LARGEST_EXIT = 255;

  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  /// As `useradd` has it, and capitals and dots, which directory services have.
  private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,30}[$]?");

  /// The characters and the length that systemd.unit(5) allows; a template needs its instance.
  private static final Pattern SERVICE =
      Pattern.compile("(?=.{9,255}$)(?!-)[A-Za-z0-9:_.\\\\-]+(@[A-Za-z0-9:_.\\\\@-]+)?\\.service");

  private TaskReader() {}

  /// Reads the value of `run`.
  static WrittenStep run(Section section) {
    var timeout = section.require("timeout").flatMap(item -> item.text(Forms::time));
    var words =
        section
            .require("command")
            .map(it -> CommandReader.read(it, Word::parse, Word.Placeholder.class::isInstance))
            .orElse(List.of());
    var environment =
        section
            .get("environment")
            .flatMap(item -> item.section(TaskReader::environment))
            .orElse(Map.of());
    var directory = section.get("directory").flatMap(item -> item.text(Forms::path));
    var user = section.get("user").flatMap(item -> item.text(TaskReader::user));
    var warnings = section.get("warnings").map(TaskReader::exits).orElse(Set.of());
    var step =
        timeout
            .filter(_ -> !words.isEmpty())
            .<Step>map(
                time ->
                    new Step.Run(
                        words,
                        environment,
                        directory.map(Placed::value).orElse(Path.of("/")),
                        user.map(Placed::value).orElse(null),
                        time.value(),
                        warnings));
    return new WrittenStep.Task(step, user);
  }

  private static Map<String, Word> environment(Section section) {
    var environment = new HashMap<String, Word>();
    for (var item : section.all(MOST_VARIABLES)) {
      var name = item.key(TaskReader::variable);
      var value = item.text(Word::parse);
      if (name.isPresent() && value.isPresent()) {
        environment.put(name.get(), value.get().value());
      }
    }
    return environment;
  }

  private static String variable(String text) throws BadValue {
    if (!VARIABLE.matcher(text).matches()) {
      throw new BadValue(
          "a variable's name is letters, digits and _, and starts with no digit; not \"%s\""
              .formatted(text));
    }
    if (text.startsWith("KNOCKGATE_")) {
      throw new BadValue(text + " can't be set; Knockgate itself sets names that start so");
    }
    if (text.startsWith("LD_")) {
      throw new BadValue(text + " can't be set; it would change what program runs");
    }
    return text;
  }

  private static String user(String text) throws BadValue {
    if (!USER.matcher(text).matches()) {
      throw new BadValue("a user is a name of at most 32 characters, not \"" + text + "\"");
    }
    return text;
  }

  private static Set<Integer> exits(Item list) {
    var exits = new HashSet<Integer>();
    for (var item : list.list(LARGEST_EXIT)) {
      item.number(1, LARGEST_EXIT)
          .filter(exit -> !exits.add(exit))
          .ifPresent(exit -> item.problems().add(item.place(), Fault.REPEATED, exit));
    }
    return exits;
  }

  /// Reads the value of `start`.
  static WrittenStep start(Section section) {
    var unit = section.require("unit").flatMap(item -> item.text(TaskReader::service));
    var timeout = section.require("timeout").flatMap(item -> item.text(Forms::time));
    return new WrittenStep.Task(
        unit.flatMap(name -> timeout.map(time -> new Step.Start(name.value(), time.value()))));
  }

  private static String service(String text) throws BadValue {
    if (!SERVICE.matcher(text).matches()) {
      throw new BadValue(
          "a unit is the whole name of a service, such as backup.service or backup@nas.service;"
              + " not \"%s\"".formatted(text));
    }
    return text;
  }

  /// Reads the value of `wake`.
  static WrittenStep wake(Section section) {
    var mac = section.require("mac").flatMap(item -> item.text(Mac::parse));
    var link = section.require("interface").flatMap(item -> item.text(Forms::interfaceName));
    return new WrittenStep.Task(
        mac.flatMap(its -> link.map(name -> new Step.Wake(its.value(), name.value()))));
  }

  /// Reads the value of `wait`.
  static WrittenStep await(Section section) {
    var until = section.require("until").flatMap(item -> item.text(TaskReader::answering));
    var atMost = section.require("at-most").flatMap(item -> item.text(Forms::time));
    return new WrittenStep.Task(
        until.flatMap(host -> atMost.map(time -> new Step.Wait(host.value(), time.value()))));
  }

  /// A port that may answer; it may be this machine's own.
  private static Endpoint answering(String text) throws BadValue {
    var endpoint = Endpoint.parse(text);
    var host = endpoint.address().toInetAddress();
    if (host.isAnyLocalAddress() || host.isLinkLocalAddress() || host.isMulticastAddress()) {
      throw new BadValue("%s is no address that can answer".formatted(endpoint.address()));
    }
    return endpoint;
  }
}
