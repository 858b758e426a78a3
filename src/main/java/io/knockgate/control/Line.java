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
      int start = ahead.position();
      int end = start;
      while (end < ahead.limit() && ahead.get(end) != '\n') {
        end++;
      }
      if (line.size() + end - start > longest) {
        throw new MalformedLine("a line has at most " + longest + " bytes");
      }
      line.write(ahead.array(), start, end - start);
      if (end < ahead.limit()) {
        ahead.position(end + 1);
        return line.toString(UTF_8);
      }
      if (channel.read(ahead.clear()) < 0) {
        throw new MalformedLine("a line ends before the connection does");
      }
      ahead.flip();
    }
  }

  void write(String line) throws IOException {
    var bytes = ByteBuffer.wrap((line + "\n").getBytes(UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
