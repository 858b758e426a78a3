package io.knockgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.config.ClientFile;
import io.knockgate.config.ClientSettings;
import io.knockgate.config.Reading;
import io.knockgate.net.Port;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class KnockOptionsTest {
  @TempDir Path home;

  @Command
  private static final class Knock {
    @Mixin private @Nullable KnockOptions options;
  }

  private @Nullable Port door(String file, String... words) throws Exception {
    var knock = new Knock();
    new CommandLine(knock).parseArgs(words);
    return Objects.requireNonNull(knock.options).over(settings(file)).door();
  }

  private ClientSettings settings(String file) throws Exception {
    var written =
        "host: gw.example.org\nspa: {udp: 62201, gateway: hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo=}\n"
            + "identity: ~/.ssh/id_ed25519\n"
            + file;
    return ((Reading.Sound<ClientSettings>)
            ClientFile.read(Files.writeString(home.resolve("gw.yaml"), written)))
        .settings();
  }

  @Test
  void theDoorIsThePortThatIsAskedForUnlessSaid() throws Exception {
    assertThat(door("")).isNull();
    assertThat(door("", "--port=443")).isEqualTo(Port.tcp(443));
    assertThat(door("port: 22\n")).isEqualTo(Port.tcp(22));
    assertThat(door("port: 22\n", "--port=443")).isEqualTo(Port.tcp(443));
    assertThat(door("door: tcp/2222\n", "--port=443")).isEqualTo(Port.tcp(2222));
    assertThat(door("door: tcp/2222\n", "--port=443", "--door=80")).isEqualTo(Port.tcp(80));
  }
}
