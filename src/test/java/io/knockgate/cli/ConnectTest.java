package io.knockgate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `knockgate knock --connect`, as ssh runs it: a process with pipes.
class ConnectTest {
  @TempDir Path home;

  private Process connect(int port, String... options) throws IOException {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var words =
        new ArrayList<>(
            List.of(
                java,
                "-cp",
                System.getProperty("java.class.path"),
                "io.knockgate.cli.Main",
                "knock",
                "127.0.0.1",
                "40001",
                "--pace=1",
                "--tries=1",
                "--connect=127.0.0.1:" + port));
    words.addAll(List.of(options));
    return new ProcessBuilder(words)
        .redirectError(Redirect.to(home.resolve("err").toFile()))
        .start();
  }

  private static void write(OutputStream to, byte[] bytes) {
    try (to) {
      to.write(bytes);
    } catch (IOException broken) {
      throw new AssertionError(broken);
    }
  }

  @Test
  void muchGoesThroughBothWaysAndNothingElse() throws Exception {
    var there = new byte[50 << 20];
    var back = new byte[50 << 20];
    new Random(1).nextBytes(there);
    new Random(2).nextBytes(back);
    try (var door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var process = connect(door.getLocalPort());
      try (var far = door.accept()) {
        Thread.startVirtualThread(() -> write(process.getOutputStream(), there));
        var sent = new CompletableFuture<Void>();
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    far.getOutputStream().write(back);
                    far.shutdownOutput();
                    sent.complete(null);
                  } catch (IOException broken) {
                    sent.completeExceptionally(broken);
                  }
                });
        var received = new CompletableFuture<byte[]>();
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    received.complete(process.getInputStream().readAllBytes());
                  } catch (IOException broken) {
                    received.completeExceptionally(broken);
                  }
                });
        assertThat(far.getInputStream().readAllBytes()).isEqualTo(there);
        sent.get();
        assertThat(received.get()).isEqualTo(back);
        assertThat(process.waitFor()).isZero();
        assertThat(Files.readString(home.resolve("err"), UTF_8)).isEmpty();
      }
    }
  }

  @Test
  void aDoorThatStaysShutIsToldOnTheOtherStream() throws Exception {
    try (var held = new Socket()) { // so that nobody else listens there
      held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      var process = connect(held.getLocalPort());
      process.getOutputStream().close();
      assertThat(process.getInputStream().readAllBytes()).isEmpty();
      assertThat(process.waitFor()).isEqualTo(69);
      assertThat(Files.readString(home.resolve("err"), UTF_8))
          .isEqualTo(
              "knockgate: 127.0.0.1:%d can't be reached (Connection refused) after 1 knock; nothing listens there, or the knock opened nothing; ask the gateway: knockgate history\n"
                  .formatted(held.getLocalPort()));
    }
  }
}
