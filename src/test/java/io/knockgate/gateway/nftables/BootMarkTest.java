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
    mark.set();
    assertThat(mark.isSet()).isTrue();
    assertThat(new BootMark(file).isSet()).isTrue();
    Files.writeString(file, "00000000-0000-0000-0000-000000000000"); // another boot
    mark = new BootMark(file);
    assertThat(mark.isSet()).isFalse();
    mark.set();
    assertThat(new BootMark(file).isSet()).isTrue();
    mark.clear();
    mark.clear();
    assertThat(mark.isSet()).isFalse();
  }

  @Test
  void whereItCanNotBeWrittenThisProcessKnowsItAllTheSame() throws Exception {
    var mark = new BootMark(Files.createFile(directory.resolve("file")).resolve("mark"));
    mark.set();
    assertThat(mark.isSet()).isTrue();
  }

  @Test
  void whatCanNotBeReadCountsAsLoaded() {
    assertThat(new BootMark(directory).isSet()).isTrue();
  }
}
