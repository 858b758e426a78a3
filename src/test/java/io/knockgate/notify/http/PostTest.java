package io.knockgate.notify.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.knockgate.notify.ChannelException;
import io.knockgate.notify.WebAddress;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Receivers that behave badly: each is one refusal, in words, in time, without the path.
@Timeout(120)
class PostTest {
  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration LONG = Duration.ofSeconds(100);
  private static final byte[] BODY = "{}".getBytes(US_ASCII);

  @TempDir private Path directory;

  /// What a connection is answered with, when its request's head has been read.
  private interface Answer {
    void write(OutputStream out) throws IOException;
  }

  private static String refusal(WebAddress to, Duration patience, Duration limit) {
    var refused =
        catchThrowableOfType(
            ChannelException.class, () -> new Post(to, patience, limit).send(Map.of(), BODY));
    assertThat(refused).hasMessageStartingWith(to.host()).message().doesNotContain(Receiver.PATH);
    return String.valueOf(refused.getMessage()).substring(to.host().length());
  }

  private static String refusal(Answer answer, Duration patience, Duration limit) throws Exception {
    try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var thread = Thread.ofVirtual().start(() -> serve(server, answer));
      var refusal = refusal(Receiver.address("http", server.getLocalPort()), patience, limit);
      thread.join();
      return refusal;
    }
  }

  private static void serve(ServerSocket server, Answer answer) {
    try (var connection = server.accept()) {
      var request = connection.getInputStream();
      assertThat(request.read()).isEqualTo('P');
      answer.write(connection.getOutputStream());
      request.transferTo(OutputStream.nullOutputStream());
    } catch (IOException gone) {
      // The other end was closed.
    }
  }

  @Test
  void nobodyThere() throws Exception {
    try (var held = new Socket()) { // so that nobody else listens there
      held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      assertThat(refusal(Receiver.address("http", held.getLocalPort()), LONG, LONG))
          .isEqualTo(": Connection refused");
    }
  }

  @Test
  void noSuchHost() throws Exception {
    var nowhere = WebAddress.parse("https://nowhere.invalid" + Receiver.PATH);
    assertThat(refusal(nowhere, LONG, LONG)).isEqualTo(": no such host");
  }

  @Test
  void oneThatNeverAnswers() throws Exception {
    assertThat(refusal(_ -> {}, SHORT, LONG)).isEqualTo(": no answer in time");
  }

  @Test
  void oneThatAnswersBitByBitForEver() throws Exception {
    var refusal =
        refusal(
            out -> {
              out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(US_ASCII));
              try {
                while (true) {
                  out.write('x');
                  LockSupport.parkNanos(SHORT.toNanos() / 20); // always in time
                }
              } catch (IOException gone) {
                // As it should be.
              }
            },
            LONG,
            SHORT);
    assertThat(refusal).isEqualTo(": no answer in time");
  }

  @Test
  void oneThatSpeaksAnotherProtocol() throws Exception {
    assertThat(refusal(out -> out.write("SSH-2.0-x\r\n\r\n".getBytes(US_ASCII)), LONG, SHORT))
        .isNotEmpty();
  }

  @Test
  void aBodyWithoutEndIsNotRead() throws Exception {
    var refusal =
        refusal(
            out -> {
              out.write("HTTP/1.1 503 Busy\r\n\r\n".getBytes(US_ASCII));
              try {
                while (true) {
                  out.write(new byte[8192]);
                }
              } catch (IOException gone) {
                // As it should be.
              }
            },
            LONG,
            LONG);
    assertThat(refusal).isEqualTo(" answered 503");
  }

  @Test
  void aCertificateThatNobodyKnows() throws Exception {
    var store = directory.resolve("store.p12");
    var made =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                "changeit")
            .redirectErrorStream(true)
            .start();
    assertThat(new String(made.getInputStream().readAllBytes(), US_ASCII)).doesNotContain("rror");
    var keys = KeyStore.getInstance("PKCS12");
    try (var in = Files.newInputStream(store)) {
      keys.load(in, "changeit".toCharArray());
    }
    var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "changeit".toCharArray());
    var context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    var server = HttpsServer.create(Receiver.here(), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));

    try (var receiver = new Receiver(server)) {
      assertThat(refusal(receiver.secureAddress(), LONG, LONG)).contains("certification path");
      assertThat(receiver.requests).isEmpty();
    }
  }
}
