package io.knockgate.line;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineTest {
  private final SocketChannel ours;
  private final SocketChannel theirs;
  private final Line line;

  LineTest(@TempDir Path directory) throws IOException {
    var address = UnixDomainSocketAddress.of(directory.resolve("s"));
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address)) {
      ours = SocketChannel.open(address);
      theirs = server.accept();
    }
    line = new Line(ours);
  }

  @AfterEach
  void hangUp() throws IOException {
    ours.close();
    theirs.close();
  }

  @Test
  void linesAreReadOneByOneHoweverTheirBytesCome() throws Exception {
    send("one\ntw");
    assertThat(line.read(10)).isEqualTo("one");
    send("o\n\nthrée\n");
    assertThat(line.read(10)).isEqualTo("two");
    assertThat(line.read(10)).isEmpty();
    assertThat(line.read(10)).isEqualTo("thrée");
  }

  @Test
  void aLineMayBeLongerThanWhatIsReadAtOnce() throws Exception {
    var line = "x".repeat(20_000);
    send(line + "\n");
    assertThat(this.line.read(20_000)).isEqualTo(line);
  }

  @Test
  void aLineOfOneByteTooManyIsRefused() throws Exception {
    send("12345\n123456\n");
    assertThat(line.read(5)).isEqualTo("12345");
    assertThatThrownBy(() -> line.read(5))
        .isInstanceOf(MalformedLine.class)
        .hasMessage("a line has at most 5 bytes");
  }

  @Test
  void aLineThatDoesNotEndIsRefusedBeforeAllOfItHasCome() throws Exception {
    send("123456");
    assertThatThrownBy(() -> line.read(5)).hasMessage("a line has at most 5 bytes");
  }

  @Test
  void aConnectionThatEndsWithinALineIsToldApart() throws Exception {
    send("12345");
    theirs.close();
    assertThatThrownBy(() -> line.read(5))
        .isInstanceOf(MalformedLine.class)
        .hasMessage("a line ends before the connection does");
  }

  @Test
  void aLineIsWrittenWholeThoughTheOtherEndIsSlow() throws Exception {
    var text = "y".repeat(3_000_000);
    var read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return new Line(theirs).read(text.length());
              } catch (IOException | MalformedLine broken) {
                return broken.toString();
              }
            });
    line.write(text);
    assertThat(read.get()).isEqualTo(text);
  }

  @Test
  void aLineIsOneJsonObject() throws Exception {
    assertThat(Line.object("{\"a\": [1, {}]} ")).hasToString("{\"a\":[1,{}]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[]", "1", "null", "{", "{} {}", "{}x", "{a: 1}", "{'a': 1}", "{\"a\": 1,}"})
  void whatIsNotExactlyOneJsonObjectIsRefused(String text) {
    assertThatThrownBy(() -> Line.object(text))
        .isInstanceOf(MalformedLine.class)
        .hasMessage("a line is one JSON object");
  }

  private void send(String text) throws IOException {
    var bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
    while (bytes.hasRemaining()) {
      theirs.write(bytes);
    }
  }
}
