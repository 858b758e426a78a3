package io.knockgate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.knockgate.action.Ask;
import io.knockgate.config.ClientKnock;
import io.knockgate.config.ClientSettings;
import io.knockgate.config.KnockForm;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.secret.SecretException;
import io.knockgate.secret.SecretReference;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComposerTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final List<Port> START = List.of(Port.tcp(1042), Port.tcp(1044));
  private static final Request NOTHING = new Request(null, Ask.NOTHING, false, null);

  @TempDir Path home;

  private static Request port(int number) {
    return new Request(null, new Ask(Port.tcp(number), null), false, null);
  }

  private SecretReference secret() throws Exception {
    var file = Files.writeString(home.resolve("phrase"), "knock");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    return SecretReference.parse("file:" + file);
  }

  private SecretReference secret(String text) throws Exception {
    var reference = secret();
    Files.writeString(home.resolve("phrase"), text);
    return reference;
  }

  private static Composer of(ClientKnock knock, Map<String, String> environment) throws Exception {
    var settings =
        new ClientSettings(
            "gateway.example.org", knock, Ask.NOTHING, null, ClientSettings.PACE, 1, null);
    return Composer.of(settings, new User(environment, OutputStream.nullOutputStream()));
  }

  private static Composer of(KnockForm form) throws Exception {
    return of(form, Map.of());
  }

  private static List<Port> ports(Composer composer, Request request, Instant now)
      throws Exception {
    return ((Knock.Ports) composer.compose(request, now)).ports();
  }

  private static void refuses(Composer composer, Request request, String why) {
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> composer.compose(request, NOON))
        .withMessageContaining(why);
  }

  @Test
  void aSequenceIsItsPortsAndCanSayNothingMore() throws Exception {
    var composer = of(new KnockForm.Sequence(START, null));
    assertThat(ports(composer, NOTHING, NOON)).isEqualTo(START);
    refuses(composer, port(22), "can't name a port");
    refuses(composer, new Request("backup", Ask.NOTHING, false, null), "can't name an action");
    refuses(composer, new Request(null, Ask.NOTHING, true, null), "can't ask to close");
    refuses(composer, new Request(null, Ask.NOTHING, false, Address.v4(1)), "whom to admit");
    refuses(
        composer, new Request(null, new Ask(null, Duration.ofHours(1)), false, null), "how long");
  }

  @Test
  void aSpelledPortIsItsDigitsAfterTheStart() throws Exception {
    var spell = new KnockForm.Spell(new PortRange(1040, 1049), 3);
    var composer = of(new KnockForm.Sequence(START, spell));
    assertThat(ports(composer, port(43), NOON))
        .containsExactly(
            Port.tcp(1042), Port.tcp(1044), Port.tcp(1040), Port.tcp(1044), Port.tcp(1043));
    refuses(composer, port(4430), "3 digits can't spell tcp/4430");
    refuses(composer, NOTHING, "say which, with --port");
  }

  /// The example of formats that were published for the prototype.
  @Test
  void thePrototypesKnockIsTheOneThatWasPublished() throws Exception {
    var composer =
        of(
            new KnockForm.Encrypted(
                new KnockForm.Blowfish(256, 0),
                new PortRange(745, 1000),
                new KnockForm.Passphrase(secret())));
    var request =
        new Request(null, new Ask(Port.tcp(22), Ask.NO_LIMIT), false, Address.parse("10.1.2.3"));
    assertThat(ports(composer, request, NOON))
        .extracting(Port::number)
        .containsExactly(905, 749, 946, 863, 962, 765, 933, 911);
  }

  @Test
  void aMessageOfTheSuccessorIsNeverTheSameTwice() throws Exception {
    var composer =
        of(
            new KnockForm.Encrypted(
                new KnockForm.ChaCha20Poly1305(),
                new PortRange(745, 1000),
                new KnockForm.Passphrase(secret())));
    assertThat(ports(composer, port(22), NOON))
        .hasSize(28)
        .isNotEqualTo(ports(composer, port(22), NOON.plusSeconds(1)));
  }

  @Test
  void aRollingKnockIsTheSameWithinItsPeriodAndAnotherInTheNext() throws Exception {
    var composer =
        of(
            new KnockForm.Rolling(
                new PortRange(20000, 29999),
                5,
                Duration.ofSeconds(30),
                secret("0123456789abcdef")));
    var now = ports(composer, NOTHING, NOON);
    assertThat(now).hasSize(5).isEqualTo(ports(composer, NOTHING, NOON.plusSeconds(29)));
    assertThat(now).isNotEqualTo(ports(composer, NOTHING, NOON.plusSeconds(30)));
    refuses(composer, port(22), "can't say which port");
  }

  @Test
  void aRollingSecretThatIsSoonGuessedIsRefusedAndNotTold() throws Exception {
    var form =
        new KnockForm.Rolling(
            new PortRange(20000, 29999), 5, Duration.ofSeconds(30), secret("hunter2"));
    assertThatExceptionOfType(SecretException.class)
        .isThrownBy(() -> of(form))
        .withMessageContaining("openssl rand")
        .withMessageNotContaining("hunter2");
  }

  @Test
  void aSecretThatIsMissingIsToldWithItsPlace() throws Exception {
    var none = SecretReference.parse("file:" + home.resolve("none"));
    var form = new KnockForm.Rolling(new PortRange(20000, 29999), 5, Duration.ofSeconds(30), none);
    assertThatExceptionOfType(SecretException.class)
        .isThrownBy(() -> of(form))
        .withMessageContaining(home.resolve("none").toString());
  }
}
