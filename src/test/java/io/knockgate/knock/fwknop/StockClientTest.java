package io.knockgate.knock.fwknop;

import static io.knockgate.knock.fwknop.Scene.CLIENT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.knock.Recognition.Complete;
import io.knockgate.net.BadValue;
import io.knockgate.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The installed fwknop client, which writes its packets to a file instead of sending them; and
/// openssl, which reads ours.
@Tag("kernel")
class StockClientTest {
  private static final String KEY = "AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=";
  private static final String HMAC_KEY = "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM=";

  @TempDir private Path directory;

  /// What each kind of message is asked for with, and the action that it stands for.
  private enum Kind {
    COMMAND("backup-nas", 0, "-C backup"),
    ACCESS("open-ssh", 1, "-A tcp/22"),
    NAT("ssh-to-nas-2222", 2, "-A tcp/22 -N 10.20.0.5:22 --nat-port 2222"),
    ACCESS_FOR("open-vpn", 3, "-A udp/1194 -f 600"),
    NAT_FOR("ssh-to-nas", 4, "-A tcp/22 -N nas.lan:22 -f 600"),
    LOCAL_NAT("ssh-elsewhere", 5, "-A tcp/22 --nat-local --nat-port 40000"),
    LOCAL_NAT_FOR("ssh-elsewhere", 6, "-A tcp/22 --nat-local -f 600");

    final String action;
    final int type;
    final String options;

    Kind(String action, int type, String options) {
      this.action = action;
      this.type = type;
      this.options = options;
    }
  }

  private byte[] packet(List<String> keys, List<String> options) throws Exception {
    var file = directory.resolve("packet");
    Files.deleteIfExists(file);
    var command = new ArrayList<>(List.of("fwknop", "--no-rc-file", "--no-save-args"));
    command.addAll(List.of("-D", "198.51.100.1", "-s", "--test", "-B", file.toString()));
    command.addAll(List.of("-U", "alice", "--use-hmac"));
    command.addAll(keys);
    command.addAll(options);
    run(command);
    return Files.readString(file).strip().getBytes(US_ASCII);
  }

  private byte[] run(List<String> command) throws IOException, InterruptedException {
    var errors = directory.resolve("errors").toFile();
    var process = new ProcessBuilder(command).redirectError(errors).start();
    process.getOutputStream().close();
    var output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).as(() -> command + read(errors.toPath())).isZero();
    return output;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException broken) {
      return broken.toString();
    }
  }

  private static FwknopKey key(Digest digest) throws BadValue {
    return FwknopKey.of("alice", decoded(KEY), decoded(HMAC_KEY), digest, Mode.CBC);
  }

  private static Secret decoded(String base64) throws BadValue {
    return FwknopKey.decoded(new Secret(base64.getBytes(US_ASCII)));
  }

  @ParameterizedTest
  @EnumSource
  void everyKindOfMessageIsGranted(Digest digest) throws Exception {
    var keys =
        List.of(
            "--key-base64-rijndael",
            KEY,
            "--key-base64-hmac",
            HMAC_KEY,
            "--hmac-digest-type",
            digest.name().toLowerCase(Locale.ROOT));
    for (var kind : Kind.values()) {
      var packet = packet(keys, List.of(kind.options.split(" ", -1)));
      assertGranted(new Scene(key(digest)), packet, kind.action);
      var text = new String(FwknopPacket.open(packet, key(digest)), US_ASCII);
      assertThat(MessageReader.read(text).type()).isEqualTo(kind.type);
      assertThat(MessageReader.read(text).text()).as("written again").isEqualTo(text);
    }
  }

  private static void assertGranted(Scene scene, byte[] packet, String... actions) {
    scene.at(Instant.now());
    var recognition = scene.send(CLIENT, packet);
    assertThat(recognition).isInstanceOf(Complete.class);
    if (recognition instanceof Complete(var claims)) {
      assertThat(claims).extracting(claim -> claim.wish().action()).containsExactly(actions);
    }
  }

  @Test
  void passphrasesAreKeys() throws Exception {
    var keys = List.of("--key-rijndael", "fwknoptest", "--key-hmac", "another secret");
    var key =
        FwknopKey.of(
            "alice",
            Scene.secret("fwknoptest"),
            Scene.secret("another secret"),
            Digest.SHA256,
            Mode.CBC);
    var packet = packet(keys, List.of("-A", "tcp/22,udp/1194"));
    assertGranted(new Scene(key), packet, "open-ssh", "open-vpn");
  }

  @Test
  void opensslReadsOurs() throws Exception {
    var scene = new Scene(key(Digest.SHA256));
    var message = scene.message(CLIENT, null, "tcp/22");
    var key =
        FwknopKey.of("a", Scene.secret("fwknoptest"), Scene.secret("h"), Digest.SHA256, Mode.CBC);
    var packet = new String(scene.packet(message, key), US_ASCII);
    var body = packet.substring(0, packet.length() - Digest.SHA256.length);
    var raw = Base64.getDecoder().decode("U2FsdGVkX1" + body);
    var file = Files.write(directory.resolve("raw"), raw);
    var text =
        run(
            List.of(
                "openssl",
                "enc",
                "-d",
                "-aes-256-cbc",
                "-md",
                "md5",
                "-pass",
                "pass:fwknoptest",
                "-in",
                file.toString()));
    assertThat(new String(text, US_ASCII)).isEqualTo(message.text());
  }
}
