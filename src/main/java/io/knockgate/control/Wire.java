package io.knockgate.control;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One JSON object a line, in UTF-8.
final class Wire {
  private Wire() {}

  /// Reads one line.
  ///
  /// @param most how many bytes it may have
  /// @return null where the line is too long, is no JSON object, or never ends
  static @Nullable JsonObject read(SocketChannel channel, int most) throws IOException {
    var line = new ByteArrayOutputStream();
    var buffer = ByteBuffer.allocate(8192);
    while (channel.read(buffer.clear()) >= 0) {
      var bytes = buffer.array();
      int length = buffer.position();
      for (int i = 0; i < length; i++) {
        if (bytes[i] == '\n') {
          line.write(bytes, 0, i);
          return parse(line.toString(StandardCharsets.UTF_8));
        }
      }
      line.write(bytes, 0, length);
      if (line.size() > most) {
        return null;
      }
    }
    return null;
  }

  private static @Nullable JsonObject parse(String line) {
    try {
      return JsonParser.parseString(line) instanceof JsonObject object ? object : null;
    } catch (JsonParseException | StackOverflowError nonsense) {
      return null;
    }
  }

  static void write(SocketChannel channel, JsonObject object) throws IOException {
    var bytes = ByteBuffer.wrap((object + "\n").getBytes(StandardCharsets.UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
