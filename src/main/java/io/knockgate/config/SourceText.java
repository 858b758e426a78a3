package io.knockgate.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import org.yaml.snakeyaml.reader.StreamReader;

/// The text of a file: UTF-8, of bounded size, without control characters.
final class SourceText {
  /// In bytes; an honest configuration has a few thousand.
  static final int LARGEST = 1 << 20;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private SourceText() {}

  /// The file's text; empty where there is a problem, which has been told.
  static Optional<String> of(Path file, Problems problems) {
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(LARGEST + 1);
      if (bytes.length <= LARGEST) {
        return decode(file, bytes, problems);
      }
      problems.add(Place.of(file), Fault.TOO_LARGE);
    } catch (NoSuchFileException _) {
      problems.add(Place.of(file), Fault.NO_SUCH_FILE);
    } catch (IOException broken) {
      problems.unreadable(file, broken);
    }
    return Optional.empty();
  }

  private static Optional<String> decode(Path file, byte[] bytes, Problems problems) {
    var chars = CharBuffer.allocate(bytes.length);
    var result = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes), chars, true);
    var text = chars.flip().toString();
    if (result.isError()) {
      problems.add(Place.behind(file, text), Fault.NOT_UTF8);
      return Optional.empty();
    }
    if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
      text = text.substring(1);
    }
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (!StreamReader.isPrintable(c)) {
        problems.add(Place.behind(file, text.substring(0, i)), Fault.CONTROL_CHARACTER, c);
        return Optional.empty();
      }
    }
    return Optional.of(text);
  }
}
