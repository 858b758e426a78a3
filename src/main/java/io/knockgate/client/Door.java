package io.knockgate.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;

/// The port that a knock is to open, tried from outside.
final class Door {
  /// The gateway needs about a millisecond to open; a try that comes too early is lost, and each is
  /// one more packet in between for a knock that is not heard yet. Patience grows, for far
  /// gateways: a try that is given up before its answer is never seen by what listens there.
  private static final List<Try> TRIES =
      List.of(
          new Try(Duration.ofMillis(5), Duration.ofMillis(250)),
          new Try(Duration.ofMillis(50), Duration.ofMillis(500)),
          new Try(Duration.ofMillis(250), Duration.ofMillis(700)),
          new Try(Duration.ofMillis(500), Duration.ofMillis(900)));

  private final InetSocketAddress at;

  Door(InetSocketAddress at) {
    this.at = at;
  }

  /// @param pause before it
  /// @param patience for an answer
  private record Try(Duration pause, Duration patience) {}

  /// What comes of it within about three seconds.
  Reached connect() throws InterruptedException {
    Reached reached = Reached.SILENT;
    for (var next : TRIES) {
      Thread.sleep(next.pause());
      reached = answer(next.patience());
      if (reached instanceof Reached.Open) {
        return reached;
      }
    }
    return reached;
  }

  private Reached answer(Duration patience) {
    try {
      return new Reached.Open(connect(patience));
    } catch (SocketTimeoutException silent) {
      return Reached.SILENT;
    } catch (IOException refused) {
      return new Reached.Shut(String.valueOf(refused.getMessage()));
    }
  }

  private Socket connect(Duration patience) throws IOException {
    var socket = new Socket();
    try {
      socket.connect(at, (int) patience.toMillis());
      socket.setTcpNoDelay(true); // what is typed goes out at once
      socket.setKeepAlive(true);
      return socket;
    } catch (IOException shut) {
      socket.close();
      throw shut;
    }
  }
}
