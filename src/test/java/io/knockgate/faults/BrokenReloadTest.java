package io.knockgate.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.config.Configuration;
import io.knockgate.config.Mutants;
import io.knockgate.config.Problem;
import io.knockgate.config.Reading;
import io.knockgate.control.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// A slip in the configuration, and a reload.
class BrokenReloadTest extends Faults {
  private static final int TIMES = times(40, 200);

  @Test
  void whatWasWrittenBeforeGoesOnAndEachMistakeIsToldWithItsPlace() throws Exception {
    startSample();
    var file = daemon().home().resolve("config.yaml");
    var sound = Files.readString(file);
    var random = new Random(TIMES);
    for (int broken = 0; broken < TIMES; ) {
      Files.write(file, Mutants.of(sound, random));
      if (!(Configuration.read(file) instanceof Reading.Faulty(var problems))) {
        continue;
      }
      broken++;
      if (broken % 2 == 0) {
        daemon().signal("HUP");
        var first = sent(problems.getFirst().toString());
        until(
            () ->
                daemon()
                    .status()
                    .getAsJsonObject("health")
                    .get("troubles")
                    .getAsJsonArray()
                    .asList()
                    .stream()
                    .anyMatch(it -> it.getAsString().contains(first)));
      } else {
        assertThat(((Answer.Failed) daemon().reload()).error()).isEqualTo(sent(lines(problems)));
      }
      if (broken % 10 == 0) {
        knockUntilOpen();
      }
    }
    waitUntilShut();
    Files.writeString(file, sound);
    assertThat(daemon().reload()).isInstanceOf(Answer.Done.class);
    knockUntilOpen();
    waitUntilShut();
    Row.of(
            "the configuration is broken at a reload",
            "mutations of the example, by SIGHUP and by `knockgate reload`",
            TIMES,
            probe.faults(),
            List.of())
        .write();
    assertThat(probe.openTooLong()).isEmpty();
  }

  /// The example configuration, with the lab's interfaces and the door that the probe knows.
  private void startSample() throws Exception {
    var config =
        Files.readString(Path.of("config.yaml"))
            .replaceAll("(?m)^(state|control): .*\n", "")
            .replace("wan0", "wan")
            .replace("[2033, 3022, 6712, 4998, 4113]", "[2033, 4998, 3022, 6712, 4113]")
            .replace("[8442, udp/5120, 3971, 7206]", "[" + String.join(", ", KNOCK) + "]");
    var actions = new ArrayList<String>();
    try (var files = Files.list(Path.of("actions"))) {
      for (var file : files.toList()) {
        actions.add(file.getFileName().toString().replace(".yaml", ""));
        actions.add(Files.readString(file));
      }
    }
    int door = actions.indexOf("open-ssh") + 1;
    actions.set(door, "open: {port: tcp/443}\nfor: %ds\n".formatted(OPEN.toSeconds()));
    start(config, actions.toArray(String[]::new));
  }

  /// As it comes through a socket: half of a surrogate pair is no UTF-8.
  private static String sent(String text) {
    return new String(text.getBytes(UTF_8), UTF_8);
  }

  private static String lines(List<Problem> problems) {
    return problems.stream().map(Problem::toString).collect(Collectors.joining("\n"));
  }
}
