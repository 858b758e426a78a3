package io.knockgate.notify.http;

import io.knockgate.notify.ChannelException;
import io.knockgate.notify.WebAddress;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLException;

/// One POST request, over a connection of its own. No redirect is followed, no proxy asked, and of
/// the answer nothing is read but its head.
///
/// @param patience for the connection, and for each part of the answer
/// @param limit for all of it
record Post(WebAddress to, Duration patience, Duration limit) {
  static final Duration PATIENCE = Duration.ofSeconds(10);
  static final Duration LIMIT = Duration.ofSeconds(30);

  private static final int FIRST_GOOD = 200;
  private static final int FIRST_OTHER = 300;

  Post(WebAddress to) {
    this(to, PATIENCE, LIMIT);
  }

  /// Sends it.
  ///
  /// @throws ChannelException unless the answer is a 2xx
  void send(Map<String, String> headers, byte[] body) throws ChannelException {
    int status;
    try {
      var connection = (HttpURLConnection) to.revealed().toURL().openConnection(Proxy.NO_PROXY);
      long began = System.nanoTime();
      // Each part of an answer may come just in time, for ever.
      var deadline = Thread.ofVirtual().start(() -> disconnectLater(connection));
      try {
        status = send(connection, headers, body);
        if (System.nanoTime() - began > limit.toNanos()) { // a head that was cut off looks whole
          throw new SocketTimeoutException();
        }
      } finally {
        deadline.interrupt();
        connection.disconnect();
      }
    } catch (IOException broken) {
      throw new ChannelException(to.host() + ": " + why(broken));
    }
    if (status < FIRST_GOOD || status >= FIRST_OTHER) {
      throw new ChannelException(
          to.host() + (status < 0 ? " gave no answer of HTTP" : " answered " + status));
    }
  }

  private int send(HttpURLConnection connection, Map<String, String> headers, byte[] body)
      throws IOException {
    connection.setConnectTimeout((int) patience.toMillis());
    connection.setReadTimeout((int) patience.toMillis());
    connection.setInstanceFollowRedirects(false);
    connection.setUseCaches(false);
    connection.setRequestMethod("POST");
    connection.setRequestProperty("User-Agent", "knockgate");
    connection.setRequestProperty("Connection", "close");
    headers.forEach(connection::setRequestProperty);
    connection.setDoOutput(true);
    connection.setFixedLengthStreamingMode(body.length); // or the JDK would send it twice by itself
    try (var out = connection.getOutputStream()) {
      out.write(body);
    }
    return connection.getResponseCode();
  }

  private void disconnectLater(HttpURLConnection connection) {
    try {
      Thread.sleep(limit);
      while (true) { // while it has no socket yet, there is nothing to close
        connection.disconnect();
        Thread.sleep(patience);
      }
    } catch (InterruptedException done) {
      // The answer came in time.
    }
  }

  /// The words of those exceptions that are known not to quote the address.
  private static String why(IOException broken) {
    return switch (broken) {
      case UnknownHostException _ -> "no such host";
      case SocketTimeoutException _ -> "no answer in time";
      case SocketException refused -> words(refused);
      case SSLException refused -> words(refused);
      default -> "the answer is not one of HTTP";
    };
  }

  private static String words(IOException refused) {
    var words = Objects.requireNonNullElse(refused.getMessage(), "the connection broke");
    return words.lines().findFirst().orElse("");
  }
}
