package io.knockgate.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/// Carries bytes between a connection and a pair of streams, both ways, until both are at their
/// end; the end of one is passed on and leaves the other.
public final class Relay {
  private final Socket connection;

  /// @param connection closed at the end
  public Relay(Socket connection) {
    this.connection = connection;
  }

  /// Carries all there is.
  ///
  /// @param in what is sent; read on a thread that ends with the process, since nothing else wakes
  ///     one that waits for a terminal
  /// @param out takes what is received, and is closed behind it
  /// @throws IOException where the connection breaks, or nobody reads `out`
  public void run(InputStream in, OutputStream out) throws IOException, InterruptedException {
    try (connection) {
      var sender = Thread.ofPlatform().daemon().start(() -> send(in));
      try (out) {
        connection.getInputStream().transferTo(out);
      }
      sender.join();
    }
  }

  private void send(InputStream in) {
    try {
      in.transferTo(connection.getOutputStream());
      connection.shutdownOutput();
    } catch (IOException closed) {
      // the other side takes no more; whether that is the end of it, the receiving half knows
    }
  }
}
