package io.knockgate.knock.sequence;

import static io.knockgate.knock.sequence.Knocker.MILLISECOND;
import static io.knockgate.knock.sequence.Knocker.SECOND;
import static io.knockgate.knock.sequence.Sequences.NAS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.knockgate.action.Ask;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Recognition;
import io.knockgate.knock.Wish;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.replay.Mark;
import io.knockgate.secret.Secret;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RollingTest {
  private static final Duration WITHIN = Duration.ofSeconds(15);
  private static final Rolling ALICE =
      new Rolling(
          "alice-rolling",
          "alice",
          new PortRange(20000, 29999),
          5,
          Duration.ofSeconds(30),
          new Secret("12345678901234567890".getBytes(StandardCharsets.US_ASCII)),
          WITHIN,
          new Wish.Open("act"));

  /// What the wall clock shows when the monotonic one is at zero: a second before a period ends.
  private Instant atZero = Instant.ofEpochSecond(1_111_111_109);

  private final Knocker knocker =
      new Knocker(
          new SequenceMethod(
              PortRange.ALL, List.of(NAS), List.of(ALICE), nanos -> atZero.plusNanos(nanos)));

  RollingTest() {
    knocker.after(-knocker.nanos());
  }

  /// Computed by the hmac module of Python 3.
  static List<JsonObject> knownAnswers() throws IOException {
    var in = RollingTest.class.getResourceAsStream("rolling.json");
    try (Reader reader =
        new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8)) {
      return JsonParser.parseReader(reader).getAsJsonArray().asList().stream()
          .map(JsonElement::getAsJsonObject)
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("knownAnswers")
  void thePortsOfAPeriodAreKnown(JsonObject known) {
    var rolling =
        new Rolling(
            "known",
            "alice",
            new PortRange(known.get("first").getAsInt(), known.get("last").getAsInt()),
            known.get("length").getAsInt(),
            Duration.ofSeconds(known.get("period").getAsInt()),
            new Secret(HexFormat.of().parseHex(known.get("secret").getAsString())),
            WITHIN,
            new Wish.Open("act"));
    long counter = rolling.counter(Instant.ofEpochSecond(known.get("unix").getAsLong(), 999));
    assertThat(counter).isEqualTo(known.get("counter").getAsLong());
    assertThat(rolling.ports(counter)).isEqualTo(ports(known.get("ports").getAsJsonArray()));
  }

  @Test
  void aKnockProvesItsClientAndCountsOnce() {
    assertThat(knock(37_037_036))
        .isEqualTo(
            new Recognition.Complete(
                new Claim(
                    "alice-rolling",
                    "alice",
                    new Wish.Open("act"),
                    Knocker.CLIENT,
                    Ask.NOTHING,
                    new Mark.Counter(
                        "alice-rolling", 37_037_036, Instant.ofEpochSecond(37_037_035L * 30)))));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 1})
  void thePeriodAndItsNeighboursAreHeard(int periods) {
    assertThat(knock(37_037_036 + periods)).isInstanceOf(Recognition.Complete.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {-3, -2, 2, 3})
  void otherPeriodsAreNot(int periods) {
    assertThat(knock(37_037_036 + periods)).isSameAs(Recognition.UNHEARD);
  }

  @Test
  void thePeriodsMoveWithTheTime() {
    knocker.after(SECOND - 50 * MILLISECOND);
    assertThat(knock(37_037_035)).isInstanceOf(Recognition.Complete.class);
    knocker.after(50 * MILLISECOND);
    assertThat(knock(37_037_035)).isSameAs(Recognition.UNHEARD);
    assertThat(knock(37_037_038)).isInstanceOf(Recognition.Complete.class);
    knocker.after(7200 * SECOND);
    assertThat(knock(37_037_037 + 240)).isInstanceOf(Recognition.Complete.class);
  }

  @Test
  void aKnockThatHasBegunGoesOnWhenThePeriodChanges() {
    var ports = ALICE.ports(37_037_035);
    ports.subList(0, 2).forEach(knocker::knock);
    knocker.after(2 * SECOND);
    ports.subList(2, 4).forEach(knocker::knock);
    assertThat(knocker.knock(ports.get(4))).isInstanceOf(Recognition.Complete.class);
  }

  @Test
  void aClockThatIsSteppedCountsAtOnce() {
    knock(37_037_036);
    atZero = atZero.minusSeconds(86_400);
    assertThat(knock(37_037_036)).isSameAs(Recognition.UNHEARD);
    assertThat(knock(37_037_036 - 2880)).isInstanceOf(Recognition.Complete.class);
    atZero = Instant.ofEpochSecond(20_000_000_000L);
    assertThat(knock(666_666_666)).isInstanceOf(Recognition.Complete.class);
    atZero = Instant.ofEpochSecond(-7);
    assertThat(knock(-1)).isInstanceOf(Recognition.Complete.class);
  }

  @Test
  void staticSequencesStandBesideIt() {
    assertThat(knocker.isHeard(NAS)).isTrue();
    knocker.after(60 * SECOND);
    assertThat(knocker.isHeard(NAS)).isTrue();
  }

  @Test
  void severalOfDifferentPeriodsStandSideBySide() {
    var bob = rolling(7, 4, "another secret");
    var knocker =
        new Knocker(
            new SequenceMethod(
                PortRange.ALL,
                List.of(),
                List.of(ALICE, bob),
                nanos -> Instant.ofEpochSecond(0, nanos)));
    for (int second = 0; second < 70; second++) {
      var now = Instant.ofEpochSecond(0, knocker.nanos());
      for (var rolling : List.of(ALICE, bob)) {
        assertThat(knocker.isHeard(rolling.sequence(rolling.counter(now) + 1))).isTrue();
        assertThat(knocker.isHeard(rolling.sequence(rolling.counter(now) - 2))).isFalse();
      }
      knocker.after(SECOND - 20 * MILLISECOND);
    }
  }

  @Test
  void whatCanNotBeComputedCanNotBeHeld() {
    assertThatThrownBy(() -> rolling(30, 0, "secret")).hasMessageContaining("0 ports");
    assertThatThrownBy(() -> rolling(30, Sequence.MOST + 1, "secret")).hasMessageContaining("33");
    assertThatThrownBy(() -> rolling(0, 5, "secret")).hasMessageContaining("every PT0S");
    assertThatThrownBy(() -> rolling(30, 5, "")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theSecretIsNotTold() {
    assertThat(ALICE.toString()).doesNotContain("1234567890");
  }

  /// A reload leaves a method that knows knocks under way in its place only where it is the same.
  @Test
  void aMethodIsForJustWhatItRecognises() {
    var method =
        new SequenceMethod(
            PortRange.ALL, List.of(NAS), List.of(ALICE), nanos -> atZero.plusNanos(nanos));
    assertThat(method.isFor(PortRange.ALL, List.of(NAS), List.of(ALICE))).isTrue();
    assertThat(method.isFor(new PortRange(1, 1024), List.of(NAS), List.of(ALICE))).isFalse();
    assertThat(method.isFor(PortRange.ALL, List.of(), List.of(ALICE))).isFalse();
    assertThat(method.isFor(PortRange.ALL, List.of(NAS), List.of())).isFalse();
    assertThat(method.isFor(PortRange.ALL, List.of(NAS), List.of(rolling(30, 5, "other"))))
        .isFalse();
  }

  private static Rolling rolling(int seconds, int length, String secret) {
    return new Rolling(
        "bob",
        "bob",
        new PortRange(40000, 48191),
        length,
        Duration.ofSeconds(seconds),
        new Secret(secret.getBytes(StandardCharsets.US_ASCII)),
        WITHIN,
        new Wish.Open("act"));
  }

  private Recognition knock(long counter) {
    Recognition last = Recognition.UNHEARD;
    for (var port : ALICE.ports(counter)) {
      last = knocker.after(MILLISECOND).knock(port);
    }
    return last;
  }

  private static List<Port> ports(JsonArray numbers) {
    return numbers.asList().stream().map(number -> Port.tcp(number.getAsInt())).toList();
  }
}
