package io.knockgate.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.knockgate.secret.SecretException;
import io.knockgate.secret.SecretReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayKeyTest {
  private final Keys keys = new Keys(Map.of());
  @TempDir Path home;

  @Test
  void itIsMadeOnceForItsOwnerAlone() throws Exception {
    var state = home.resolve("state");
    var made = keys.gateway(state, null).publicKey();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state)))
        .isEqualTo("rwx------");
    var file = state.resolve("gateway.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(keys.gateway(state, null).publicKey()).isEqualTo(made);
    try (var files = Files.list(state)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void ofManyWhoMakeItAtOnceAllGetTheSame() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var all = new HashSet<String>();
      Callable<String> make = () -> keys.gateway(home, null).publicKey().toString();
      for (var one : threads.invokeAll(IntStream.range(0, 20).mapToObj(_ -> make).toList())) {
        all.add(one.get());
      }
      assertThat(all).hasSize(1);
    }
  }

  @Test
  void anotherPlaceIsReadAndNeverWritten() throws Exception {
    var elsewhere = new SecretReference.OfFile(home.resolve("none"));
    assertThatExceptionOfType(SecretException.class)
        .isThrownBy(() -> keys.gateway(home, elsewhere))
        .withMessage(elsewhere + ": there is no such file");
    var made = keys.gateway(home, null).publicKey();
    var named = new SecretReference.OfFile(home.resolve("gateway.key"));
    assertThat(keys.gateway(home.resolve("state"), named).publicKey()).isEqualTo(made);
    assertThat(home.resolve("state")).doesNotExist();
  }

  @Test
  void whatIsNoKeyIsToldAndNotRepeated() throws Exception {
    var file = Files.writeString(home.resolve("gateway.key"), "hunter2");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    assertThatExceptionOfType(SecretException.class)
        .isThrownBy(() -> keys.gateway(home, null))
        .withMessageContaining(file + ": a gateway's private key is what")
        .withMessageNotContaining("hunter2");
  }

  @Test
  void oneThatTheDiskHasChangedIsSetAsideAndTold() throws Exception {
    var file = home.resolve("gateway.key");
    assertThat(keys.setDamagedAside(home)).as("there is none").isEmpty();
    var made = keys.gateway(home, null).publicKey();
    assertThat(keys.setDamagedAside(home)).as("it is sound").isEmpty();
    var whole = Files.readString(file);
    int copies = 0;
    for (var damaged : List.of("", whole.substring(0, 40), whole.replace('M', '\0'))) {
      Files.writeString(file, damaged);
      var aside = home.resolve("gateway.key.damaged-" + ++copies);
      assertThat(keys.setDamagedAside(home))
          .startsWith("the gateway's key %s is damaged and was moved to %s;".formatted(file, aside))
          .doesNotContain("MC4C");
      assertThat(aside).hasContent(damaged);
      assertThat(keys.gateway(home, null).publicKey()).isNotEqualTo(made);
    }
    Files.writeString(file, whole);
    assertThat(keys.gateway(home, null).publicKey()).as("put back").isEqualTo(made);
  }

  @Test
  void oneThatMayNotBeReadIsLeftWhereItIs() throws Exception {
    keys.gateway(home, null);
    var file = home.resolve("gateway.key");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThatExceptionOfType(SecretException.class)
        .isThrownBy(() -> keys.setDamagedAside(home))
        .withMessageContaining("others than its owner may read or write it");
    assertThat(file).exists();
  }
}
