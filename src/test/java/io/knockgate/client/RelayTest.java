package io.knockgate.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RelayTest {
  private static final Executor EACH_A_THREAD = Thread::startVirtualThread;
  private static final int MUCH = 50 << 20;

  private ServerSocket listener = new ServerSocket();
  private Socket near = new Socket();
  private Socket far = new Socket();

  RelayTest() throws IOException {}

  @BeforeEach
  void connect() throws IOException {
    listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    near = new Socket(listener.getInetAddress(), listener.getLocalPort());
    far = listener.accept();
  }

  @AfterEach
  void close() throws IOException {
    near.close();
    far.close();
    listener.close();
  }

  private static byte[] bytes(long seed) {
    var bytes = new byte[MUCH];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private CompletableFuture<byte[]> farReads() {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return far.getInputStream().readAllBytes();
          } catch (IOException broken) {
            throw new AssertionError(broken);
          }
        },
        EACH_A_THREAD);
  }

  @Test
  void muchGoesBothWaysAtOnceAndWhole() throws Exception {
    var there = bytes(1);
    var back = bytes(2);
    var received = new ByteArrayOutputStream();
    var read = farReads();
    var relay =
        CompletableFuture.runAsync(
            () -> run(new ByteArrayInputStream(there), received), EACH_A_THREAD);
    far.getOutputStream().write(back);
    far.shutdownOutput();
    assertThat(read.get()).isEqualTo(there);
    relay.get();
    assertThat(received.toByteArray()).isEqualTo(back);
  }

  private void run(InputStream in, OutputStream out) {
    try {
      new Relay(near).run(in, out);
    } catch (IOException | InterruptedException broken) {
      throw new AssertionError(broken);
    }
  }

  @Test
  void theEndOfWhatIsSentIsPassedOnAndWhatIsAnsweredThenStillComes() throws Exception {
    var received = new ByteArrayOutputStream();
    var relay =
        CompletableFuture.runAsync(
            () -> run(new ByteArrayInputStream("question".getBytes(UTF_8)), received),
            EACH_A_THREAD);
    assertThat(far.getInputStream().readAllBytes()).isEqualTo("question".getBytes(UTF_8));
    far.getOutputStream().write("answer".getBytes(UTF_8));
    far.close();
    relay.get();
    assertThat(received.toString(UTF_8)).isEqualTo("answer");
  }

  @Test
  void theEndOfWhatIsReceivedIsPassedOnAndWhatIsSentThenStillGoes() throws Exception {
    try (var shown = new PipedInputStream()) {
      var typed = new PipedOutputStream();
      var in = new PipedInputStream(typed);
      var out = new PipedOutputStream(shown);
      var relay = CompletableFuture.runAsync(() -> run(in, out), EACH_A_THREAD);
      far.shutdownOutput();
      assertThat(shown.read()).isEqualTo(-1);
      typed.write("late".getBytes(UTF_8));
      typed.close();
      assertThat(far.getInputStream().readAllBytes()).isEqualTo("late".getBytes(UTF_8));
      relay.get();
    }
  }

  @Test
  void aConnectionThatBreaksIsToldThoughNothingMoreIsTyped() throws Exception {
    try (var never = new PipedOutputStream()) {
      var in = new PipedInputStream(never);
      far.setSoLinger(true, 0);
      far.close(); // which sends a reset
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> new Relay(near).run(in, OutputStream.nullOutputStream()));
    }
  }
}
