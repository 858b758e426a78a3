package io.knockgate.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a command prints, on its way out. A writer of the JDK's never tells that it could not
/// write; who redirects into a full disk would take a part for all of it.
final class Printed extends FilterOutputStream {
  private @Nullable IOException refused;

  /// @param out where it goes
  Printed(OutputStream out) {
    super(out);
  }

  /// Prints to here, each line at once.
  PrintWriter writer(Charset charset) {
    return new PrintWriter(this, true, charset);
  }

  /// Why not all of it was taken; empty where it was.
  Optional<IOException> refused() {
    return Optional.ofNullable(refused);
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets, int at, int length) throws IOException {
    try {
      out.write(octets, at, length);
    } catch (IOException failure) {
      refused = failure;
      throw failure;
    }
  }
}
