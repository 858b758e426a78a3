package io.knockgate.notify.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.knockgate.net.BadValue;
import io.knockgate.notify.WebAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A real HTTP server that keeps what it is sent, and answers as it is told.
final class Receiver implements AutoCloseable {
  /// What follows the host, which nobody may be told.
  static final String PATH = "/hunter2";

  final Queue<Request> requests = new ConcurrentLinkedQueue<>();

  /// Status codes for the next requests; 200 where there is none.
  final Queue<Integer> answers = new ConcurrentLinkedQueue<>();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// What one request was.
  record Request(String path, Headers headers, String body) {
    String header(String name) {
      return String.valueOf(headers.getFirst(name));
    }
  }

  Receiver(HttpServer server) {
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  static Receiver plain() throws IOException {
    return new Receiver(HttpServer.create(here(), 0));
  }

  static InetSocketAddress here() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var body = exchange.getRequestBody().readAllBytes();
    requests.add(
        new Request(
            exchange.getRequestURI().getPath(),
            exchange.getRequestHeaders(),
            new String(body, UTF_8)));
    var status = answers.poll();
    exchange.getResponseHeaders().add("Location", "/elsewhere");
    exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"x\"");
    exchange.sendResponseHeaders(status == null ? 200 : status, -1);
    exchange.close();
  }

  WebAddress address() throws BadValue {
    return address("http", server.getAddress().getPort());
  }

  WebAddress secureAddress() throws BadValue {
    return address("https", server.getAddress().getPort());
  }

  static WebAddress address(String scheme, int port) throws BadValue {
    return WebAddress.parse("%s://127.0.0.1:%d%s".formatted(scheme, port, PATH));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
