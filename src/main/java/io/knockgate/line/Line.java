package io.knockgate.line;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// The two ends of a connection as lines of UTF-8.
public final class Line {
  private final SocketChannel channel;
  private final ByteBuffer ahead = ByteBuffer.allocate(8192).limit(0);

  /// Those that are read and written here; the channel stays the caller's.
  public Line(SocketChannel channel) {
    this.channel = channel;
  }

  /// The next line, without its end.
  ///
  /// @param longest the most bytes that it may have
  /// @throws MalformedLine when it is longer, or the other end hung up before its end
  public String read(int longest) throws IOException, MalformedLine {
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

  /// Writes a line and waits until the system has taken it.
  ///
  /// @param line without its end
  public void write(String line) throws IOException {
    var bytes = ByteBuffer.wrap((line + "\n").getBytes(UTF_8));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /// What a line says.
  ///
  /// @throws MalformedLine when it is not exactly one JSON object
  public static JsonObject object(String line) throws MalformedLine {
    var reader = new JsonReader(new StringReader(line));
    reader.setStrictness(Strictness.STRICT);
    try {
      JsonElement element = JsonParser.parseReader(reader);
      if (element.isJsonObject() && reader.peek() == JsonToken.END_DOCUMENT) {
        return element.getAsJsonObject();
      }
    } catch (JsonParseException | IOException notJson) {
      throw new MalformedLine("a line is one JSON object");
    }
    throw new MalformedLine("a line is one JSON object");
  }
}
