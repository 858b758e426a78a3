package io.knockgate.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// The two ends of a connection as lines of UTF-8.
final class Line {
  private final SocketChannel channel;
  private final ByteBuffer ahead = ByteBuffer.allocate(8192).limit(0);

  Line(SocketChannel channel) {
    this.channel = channel;
  }

  /// The next line, without its end.
  ///
  /// @param longest the most bytes that it may have
  /// @throws MalformedLine when it is longer, or the other end hung up before its end
  String read(int longest) throws IOException, MalformedLine {
    var line = new ByteArrayOutputStream();
    while (true) {
      while (ahead.hasRemaining()) {
        byte next = ahead.get();
        if (next == '\n') {
          return line.toString(UTF_8);
        }
        if (line.size() == longest) {
          throw new MalformedLine("a line has at most " + longest + " bytes");
        }
        line.write(next);
      }
      ahead.clear();
      int count = channel.read(ahead);
      ahead.flip();
      if (count < 0) {
        throw new MalformedLine("a line ends before the connection does");
      }
    }
  }

  void write(String line) throws IOException {
    var bytes = ByteBuffer.wrap((line + "\n").getBytes(UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
