package io.knockgate.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.net.BadValue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretReferenceTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"file:/etc/knockgate/nas.key", "credential:nas.key"})
  void aReferenceIsPrintedAsItIsWritten(String text) throws BadValue {
    assertThat(SecretReference.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hunter2",
        "file:hunter2",
        "credential:",
        "credential:../hunter2",
        "credential:..",
        ""
      })
  void whatIsNoReferenceIsRefusedAndNotRepeated(String text) {
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> SecretReference.parse(text))
        .withMessageContaining("credential:NAME")
        .withMessageNotContaining("hunter2");
  }

  @Test
  void oneTrailingNewlineIsNotPartOfTheSecret() throws Exception {
    assertThat(secret("file", "phrase\n\n", "rw-------").read(Map.of()))
        .isEqualTo(new Secret("phrase\n".getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-"})
  void aFileThatOthersCanReadOrWriteIsRefusedWithARemedy(String mode) throws Exception {
    var open = secret("file", "phrase", mode);
    assertThatThrownBy(() -> open.read(Map.of()))
        .isInstanceOf(SecretException.class)
        .hasMessageContaining("chmod 600 " + directory.resolve("file"))
        .hasMessageNotContaining("phrase");
  }

  @Tag("kernel")
  @Test
  void aFileThatSomebodyElsePutThereIsRefusedWithARemedy() throws Exception {
    var foreign = secret("file", "phrase", "rw-------");
    own(directory.resolve("file"));
    assertThatThrownBy(() -> foreign.read(Map.of()))
        .isInstanceOf(SecretException.class)
        .hasMessageContaining("belongs to nobody")
        .hasMessageContaining("chown root " + directory.resolve("file"))
        .hasMessageNotContaining("phrase");
  }

  @Tag("kernel")
  @Test
  void rootReadsWhatLiesInTheStateOfTheDaemonsUser() throws Exception {
    var ours = secret("file", "phrase", "rw-------");
    own(directory.resolve("file"));
    own(directory);
    assertThat(ours.read(Map.of()).length()).isEqualTo(6);
  }

  private static void own(Path path) throws IOException {
    var accounts = path.getFileSystem().getUserPrincipalLookupService();
    Files.setOwner(path, accounts.lookupPrincipalByName("nobody"));
  }

  /// A pipe opens when both ends do: then the path has been looked at, and nothing is read yet.
  @Test
  void aFileThatIsReplacedWhileItIsReadIsRefused() throws Exception {
    var other = Files.writeString(directory.resolve("other"), "planted");
    Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-------"));
    var pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", "-m", "600", pipe.toString()).start().waitFor())
        .isZero();
    var writer =
        CompletableFuture.runAsync(
            () -> {
              try (var out = Files.newOutputStream(pipe, StandardOpenOption.WRITE)) {
                Files.move(other, pipe, StandardCopyOption.REPLACE_EXISTING);
                out.write('x');
              } catch (IOException refused) {
                throw new UncheckedIOException(refused);
              }
            });
    var reference = SecretReference.parse("file:" + pipe);
    assertThatThrownBy(() -> reference.read(Map.of()))
        .isInstanceOf(SecretException.class)
        .hasMessageContaining("was replaced while it was read");
    writer.get();
  }

  @Test
  void aCredentialIsReadFromTheDirectoryOfSystemd() throws Exception {
    secret("nas.key", "phrase", "r--r-----");
    var reference = SecretReference.parse("credential:nas.key");
    var environment = Map.of("CREDENTIALS_DIRECTORY", directory.toString());
    assertThat(reference.read(environment).length()).isEqualTo(6);
    assertThatThrownBy(() -> reference.read(Map.of()))
        .isInstanceOf(SecretException.class)
        .hasMessageContaining("LoadCredential=nas.key");
  }

  @Test
  void aMissingAnEmptyAndAHugeSecretAreToldApart() throws Exception {
    var missing = SecretReference.parse("file:" + directory.resolve("none"));
    var empty = secret("empty", "\n", "rw-------");
    var huge = secret("huge", "x".repeat(SecretReference.LARGEST + 1), "rw-------");
    assertThatThrownBy(() -> missing.read(Map.of())).hasMessageContaining("no such file");
    assertThatThrownBy(() -> empty.read(Map.of())).hasMessageContaining("empty");
    assertThatThrownBy(() -> huge.read(Map.of())).hasMessageContaining("larger");
  }

  @Test
  void twoSecretsAreEqualExactlyIfAllTheirBytesAre() {
    var secret = new Secret(new byte[] {1, 2, 3});
    assertThat(secret).isEqualTo(new Secret(new byte[] {1, 2, 3}));
    assertThat(secret).isNotEqualTo(new Secret(new byte[] {1, 2, 4}));
    assertThat(secret).isNotEqualTo(new Secret(new byte[] {1, 2}));
  }

  @Test
  void aSecretNeverPrintsItsBytes() {
    assertThat(new Secret(new byte[] {'a'})).hasToString("secret");
  }

  private SecretReference secret(String name, String text, String mode)
      throws IOException, BadValue {
    var file = Files.writeString(directory.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return SecretReference.parse("file:" + file);
  }
}
