package io.knockgate.lab;

import io.knockgate.lab.Lab.Place;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// A TCP connection to an [Echo].
public final class Session implements AutoCloseable {
  /// How long, in milliseconds, silence is listened to before it is believed.
  private static final int SILENCE = 1_000;

  /// Over IPv6 the first question for a neighbour may be lost, and is asked again after a second.
  private static final int SILENCE_V6 = 2_500;

  /// The longest that what must come may take.
  private static final int PATIENCE = 30_000;

  /// How a port answers.
  public enum Answer {
    OPEN,
    REFUSED,
    SILENT
  }

  private final Socket socket;

  private Session(Socket socket) {
    this.socket = socket;
  }

  /// Connects; empty where nobody answers.
  public static Optional<Session> dial(Lab lab, Place place, String from, String to, int port)
      throws Exception {
    return dial(lab, place, from, 0, to, port);
  }

  /// Connects from a port of one's choice.
  public static Optional<Session> dial(
      Lab lab, Place place, String from, int fromPort, String to, int port) throws Exception {
    var socket = socket(lab, place, from, fromPort);
    return connect(socket, to, port, PATIENCE) == Answer.OPEN
        ? Optional.of(new Session(socket))
        : Optional.empty();
  }

  /// How the port answers to an attempt.
  public static Answer ask(Lab lab, Place place, String from, String to, int port)
      throws Exception {
    try (var socket = socket(lab, place, from, 0)) {
      return connect(socket, to, port, to.indexOf(':') < 0 ? SILENCE : SILENCE_V6);
    }
  }

  private static Socket socket(Lab lab, Place place, String from, int port) throws Exception {
    return lab.inside(
        place,
        () -> {
          var mine = new Socket();
          mine.setReuseAddress(true);
          mine.bind(new InetSocketAddress(InetAddress.ofLiteral(from), port));
          return mine;
        });
  }

  private static Answer connect(Socket socket, String to, int port, int millis) throws IOException {
    try {
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(to), port), millis);
      return Answer.OPEN;
    } catch (SocketTimeoutException silent) {
      socket.close();
      return Answer.SILENT;
    } catch (java.net.ConnectException refused) {
      socket.close();
      return Answer.REFUSED;
    }
  }

  /// The port that it comes from.
  public int localPort() {
    return socket.getLocalPort();
  }

  /// The name that the service said.
  public String name(int length) throws IOException {
    socket.setSoTimeout(PATIENCE);
    return new String(socket.getInputStream().readNBytes(length), StandardCharsets.US_ASCII);
  }

  /// Whether the service says anything by itself.
  public boolean hears() throws IOException {
    socket.setSoTimeout(SILENCE);
    try {
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException silent) {
      return false;
    }
  }

  /// Whether what is said comes back.
  public boolean talks() throws IOException {
    return answers(PATIENCE);
  }

  /// Whether what is said is lost, though it is said again and again by TCP itself.
  public boolean stalls() throws IOException {
    return !answers(SILENCE);
  }

  private boolean answers(int millis) throws IOException {
    socket.setSoTimeout(millis);
    try {
      socket.getOutputStream().write('x');
      return socket.getInputStream().read() == 'x';
    } catch (SocketTimeoutException | java.net.SocketException stalled) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
