package io.knockgate.job.unit;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/// Listens where systemd would, and answers each connection on a thread of its own.
final class Units implements AutoCloseable {
  /// What a unit does with its connection, which is closed afterwards.
  @FunctionalInterface
  interface Unit {
    void serve(SocketChannel connection) throws Exception;
  }

  private final ServerSocketChannel listening;

  Units(Path socket, Unit unit) throws IOException {
    listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    listening.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(() -> accept(unit));
  }

  private void accept(Unit unit) {
    while (true) {
      try {
        var connection = listening.accept();
        Thread.ofVirtual().start(() -> serve(unit, connection));
      } catch (ClosedChannelException over) {
        return;
      } catch (IOException broken) {
        throw new AssertionError(broken);
      }
    }
  }

  private static void serve(Unit unit, SocketChannel connection) {
    try (connection) {
      unit.serve(connection);
    } catch (Exception broken) {
      // What it is worth, the other end has to find out.
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
