package io.knockgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FixturesTest {
  /// Their fixtures would be large; [LimitsTest] makes them.
  private static final Set<Fault> MADE_ELSEWHERE =
      EnumSet.of(
          Fault.TOO_LARGE, Fault.TOO_MANY_ACTIONS, Fault.TOO_MANY_FWKNOP, Fault.TOO_MANY_SEQUENCES);

  static List<Path> fixtures() {
    return Fixtures.all();
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void everyProblemIsToldWithItsPlaceInOrder(Path fixture) throws IOException {
    var reading = Configuration.read(fixture.resolve("config.yaml"));

    assertThat(Fixtures.told(reading, fixture))
        .isEqualTo(Files.readString(fixture.resolve("expected.txt")));
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void aFixtureShowsTheFaultThatItIsNamedFor(Path fixture) {
    var reading = Configuration.read(fixture.resolve("config.yaml"));

    Fixtures.assertNamedFor(fixture, reading);
  }

  @ParameterizedTest
  @MethodSource("fixtures")
  void aConfigurationWithAnErrorIsNeverSound(Path fixture) {
    var reading = Configuration.read(fixture.resolve("config.yaml"));

    switch (reading) {
      case Reading.Sound(_, var problems) -> assertThat(problems).allMatch(Problem::isWarning);
      case Reading.Faulty(var problems) -> assertThat(problems).anyMatch(it -> !it.isWarning());
    }
  }

  @Test
  void everyFaultHasAFixture() {
    var shown =
        Stream.concat(Fixtures.all().stream(), Fixtures.clients().stream())
            .map(Fixtures::fault)
            .collect(Collectors.toSet());

    assertThat(shown)
        .containsAll(
            Stream.of(Fault.values())
                .filter(fault -> !MADE_ELSEWHERE.contains(fault))
                .map(Fault::toString)
                .toList());
  }
}
