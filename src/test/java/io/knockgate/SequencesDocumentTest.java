package io.knockgate;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Ask;
import io.knockgate.knock.Wish;
import io.knockgate.knock.encrypted.Blowfish;
import io.knockgate.knock.encrypted.ChaCha20Poly1305;
import io.knockgate.knock.encrypted.Plaintext;
import io.knockgate.knock.sequence.Rolling;
import io.knockgate.knock.sequence.Spell;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The examples of docs/sequences.md are what the code computes.
class SequencesDocumentTest {
  private static final PortRange BYTES = new PortRange(745, 1000);

  private static Secret secret(String text) {
    return new Secret(text.getBytes(US_ASCII));
  }

  private static void assertExample(List<Port> ports) throws IOException {
    assertThat(Files.readAllLines(Path.of("docs/sequences.md")))
        .anyMatch(line -> line.endsWith(text(ports)));
  }

  private static String text(List<Port> ports) {
    return ports.stream().map(port -> "" + port.number()).collect(Collectors.joining(" "));
  }

  private static void assertBytes(List<Port> ports) throws IOException {
    var hex =
        ports.stream()
            .map(port -> HexFormat.of().toHexDigits((byte) (port.number() - BYTES.first())))
            .collect(Collectors.joining());
    assertThat(Files.readAllLines(Path.of("docs/sequences.md"))).contains("bytes      " + hex);
  }

  @Test
  void chacha20Poly1305() throws BadValue, IOException {
    var ask = new Ask(Port.tcp(22), Duration.ofMinutes(30));
    var knock =
        ChaCha20Poly1305.ofKey(secret("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="))
            .knock(
                new Plaintext(Plaintext.SENDER, ask, false),
                Instant.parse("2026-03-01T12:00:00Z"),
                0xBEEF,
                BYTES);
    assertExample(knock);
    assertBytes(knock);
  }

  @Test
  void blowfish() throws BadValue, IOException {
    var ask = new Ask(Port.tcp(22), Ask.NO_LIMIT);
    var knock =
        Blowfish.ofPassphrase(secret("knock"), 256, 0, Duration.ofMinutes(1))
            .knock(new Plaintext(Address.parse("10.1.2.3"), ask, false), BYTES);
    assertExample(knock);
    assertBytes(knock);
  }

  @Test
  void spelled() throws BadValue, IOException {
    var start = Stream.of(1042, 1044, 1043, 1049).map(Port::tcp);
    var digits = new Spell(new PortRange(1040, 1049), 5).knock(Port.tcp(443)).stream();
    assertExample(Stream.concat(start, digits).toList());
  }

  @Test
  void rolling() throws IOException {
    var rolling =
        new Rolling(
            "example",
            "alice",
            new PortRange(20000, 29999),
            5,
            Duration.ofSeconds(30),
            secret("12345678901234567890"),
            Duration.ofSeconds(15),
            new Wish.Open("ssh"));
    assertExample(rolling.ports(rolling.counter(Instant.ofEpochSecond(59))));
  }
}
