package io.knockgate.knock.encrypted;

import static io.knockgate.knock.encrypted.Scene.NOON;
import static io.knockgate.knock.encrypted.Scene.PORTS;
import static io.knockgate.knock.encrypted.Scene.blowfish;
import static io.knockgate.knock.encrypted.Scene.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.action.Ask;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.replay.Mark;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class BlowfishTest {
  private static final Duration ONCE_IN = Duration.ofMinutes(1);

  @ParameterizedTest(name = "{0} {1} {2} iv {3}: {4} port {5} time {6}")
  @CsvFileSource(resources = "blowfish.csv", delimiter = ';', useHeadersInDisplayName = true)
  void itAgreesWithThePrototypesLibraries(
      String kind,
      String key,
      int checksum,
      String iv,
      String address,
      int port,
      int time,
      String knocks)
      throws BadValue {
    long vector = Long.parseUnsignedLong(iv, 16);
    var cipher =
        kind.equals("raw")
            ? Blowfish.ofKey(secret(key), checksum, vector, ONCE_IN)
            : Blowfish.ofPassphrase(secret(key), checksum, vector, ONCE_IN);
    var ports = Arrays.stream(knocks.split(" ")).map(n -> Port.tcp(Integer.parseInt(n))).toList();
    var text = new Plaintext(Address.parse(address), ask(port, time), time == 255);

    assertThat(cipher.knock(text, PORTS)).isEqualTo(ports);
    assertThat(cipher.open("old", bytes(ports), NOON))
        .isEqualTo(
            new Cipher.Opened.Fresh(text, new Mark.Once("old", hex(ports), NOON.plusSeconds(60))));
  }

  private static Ask ask(int port, int time) {
    return new Ask(
        port == 0 ? null : Port.tcp(port),
        switch (time) {
          case 0 -> Ask.NO_LIMIT;
          case 255 -> null;
          default -> Duration.ofMinutes(time);
        });
  }

  private static byte[] bytes(List<Port> ports) {
    var bytes = new byte[ports.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (ports.get(i).number() - PORTS.first());
    }
    return bytes;
  }

  private static String hex(List<Port> ports) {
    return java.util.HexFormat.of().formatHex(bytes(ports));
  }

  /// Checksum and padding are 16 bits, so one block in 65,536 passes: of a million, 15.3 ± 3.9.
  @Test
  void ofRandomBlocksAboutOneIn65536Passes() {
    var cipher = blowfish("knock");
    var random = new SplittableRandom(5);
    var block = new byte[8];
    int passed = 0;
    for (int i = 0; i < 1_000_000; i++) {
      random.nextBytes(block);
      passed += cipher.open("old", block, NOON) == null ? 0 : 1;
    }
    assertThat(passed).isBetween(2, 31);
  }

  @ParameterizedTest
  @CsvSource({"tcp/256, 5", "udp/53, 5", "tcp/22, 255", "tcp/22, -1"})
  void whatEightBytesCannotSayIsToldToWhoAsks(String port, int minutes) throws BadValue {
    assertNotSayable(new Ask(Port.parse(port), Duration.ofMinutes(minutes)), "10.1.2.3");
  }

  @Test
  void neitherCanTheySayPartsOfAMinuteNorIpv6() throws BadValue {
    assertNotSayable(new Ask(null, Duration.ofSeconds(90)), "10.1.2.3");
    assertNotSayable(Ask.NOTHING, "2001:db8::1");
  }

  private static void assertNotSayable(Ask ask, String address) throws BadValue {
    var text = new Plaintext(Address.parse(address), ask, false);
    assertThatThrownBy(() -> blowfish("knock").knock(text, PORTS)).isInstanceOf(BadValue.class);
  }

  @ParameterizedTest
  @CsvSource({"3", "57"})
  void aKeyThatDoesNotFitIsToldByItsLengthAlone(int length) {
    @Nullable Throwable refused =
        org.assertj.core.api.Assertions.catchThrowable(
            () -> Blowfish.ofKey(secret("x".repeat(length)), 256, 0, ONCE_IN));
    assertThat(refused)
        .isInstanceOf(BadValue.class)
        .hasMessageContaining("4 to 56 bytes, this one has " + length)
        .hasMessageNotContaining("xxx");
  }
}
