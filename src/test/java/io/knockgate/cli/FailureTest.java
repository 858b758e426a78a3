package io.knockgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.control.Exit;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FailureTest {
  private static void told(IOException refused, Exit exit, String line) {
    var failure = Failure.of(Path.of("a"), refused);
    assertThat(failure.lines()).containsExactly("knockgate: " + line);
    assertThat(failure.exit()).isEqualTo(exit);
  }

  @Test
  void whatTheMachineAnswersIsSaidInWords() {
    told(new NoSuchFileException("/b"), Exit.IO, "/b: there is no such file");
    told(new FileAlreadyExistsException("/b"), Exit.IO, "/b: is there already");
    told(
        new AccessDeniedException("/b"),
        Exit.NO_PERMISSION,
        "/b: permission denied; be a user who may");
    told(
        new FileSystemException("/b", null, "File name too long"),
        Exit.IO,
        "/b: File name too long");
    told(new MalformedInputException(1), Exit.DATA, "a: this is not UTF-8 text");
    told(new IOException("Is a directory"), Exit.IO, "a: Is a directory");
  }
}
