package io.knockgate.gateway.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootMarkTest {
  @TempDir Path directory;

  @Test
  void itRemembersALoadUntilItIsClearedOrTheMachineStartsAnew() throws Exception {
    var file = directory.resolve("made/for/it");
    var mark = new BootMark(file);
    assertThat(mark.isSet()).isFalse();
    mark.prepare();
    assertThat(mark.isSet()).isFalse();
    mark.set();
    assertThat(mark.isSet()).isTrue();
    mark.prepare();
    assertThat(new BootMark(file).isSet()).isTrue();
    Files.writeString(file, "00000000-0000-0000-0000-000000000000\n"); // another boot
    assertThat(mark.isSet()).isFalse();
    mark.set();
    mark.clear();
    mark.clear();
    assertThat(mark.isSet()).isFalse();
  }

  @Test
  void whatCanNotBeReadCountsAsLoaded() {
    assertThat(new BootMark(directory).isSet()).isTrue();
  }
}
