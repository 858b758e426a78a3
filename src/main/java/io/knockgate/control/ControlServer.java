package io.knockgate.control;

import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers commands on a Unix domain socket: mode 0660, so its owner and its group may ask; who
/// asks is what the kernel says (SO_PEERCRED). One request for each connection, read within
/// [#PATIENCE], of at most [#MOST_BYTES]; at most [#MOST_PEERS] connections at once, the next ones
/// wait.
public final class ControlServer implements AutoCloseable {
  static final int MOST_BYTES = 64 * 1024;
  static final int MOST_PEERS = 32;
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);

  private final Path path;
  private final ServerSocketChannel server;
  private final Desk desk;
  private final Semaphore places = new Semaphore(MOST_PEERS);
  private final Set<SocketChannel> peers = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("control-clock").factory());

  private ControlServer(Path path, ServerSocketChannel server, Desk desk) {
    this.path = path;
    this.server = server;
    this.desk = desk;
  }

  /// Begins to answer.
  ///
  /// @throws ControlException where another daemon answers there, or the socket can't be made
  public static ControlServer open(Path path, Desk desk) throws ControlException {
    try {
      removeStale(path);
      var directory = path.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.bind(UnixDomainSocketAddress.of(path));
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
      } catch (IOException refused) {
        channel.close();
        throw refused;
      }
      var server = new ControlServer(path, channel, desk);
      Thread.ofVirtual().name("control").start(server::accept);
      return server;
    } catch (IOException refused) {
      throw new ControlException(
          Exit.IO,
          "the control socket %s can't be made: %s; name another under `control:`"
              .formatted(path, refused));
    }
  }

  /// A socket file that nobody answers on was left by a daemon that was killed.
  private static void removeStale(Path path) throws IOException, ControlException {
    if (!Files.exists(path)) {
      return;
    }
    try (var probe = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      throw new ControlException(
          Exit.IO, "another knockgate answers at " + path + ": stop it first");
    } catch (ConnectException nobody) {
      Files.delete(path);
    }
  }

  private void accept() {
    try {
      while (true) {
        places.acquire();
        var peer = server.accept();
        peers.add(peer);
        Thread.ofVirtual().name("control-peer").start(() -> serve(peer));
      }
    } catch (ClosedChannelException end) {
      LOG.debug("control socket closed");
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    } catch (IOException broken) {
      LOG.error("the control socket broke: {}", broken.getMessage());
    }
  }

  private void serve(SocketChannel peer) {
    try (peer) {
      var slow = clock.schedule(() -> hangUp(peer), PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      var json = Wire.read(peer, MOST_BYTES);
      slow.cancel(false);
      var answer =
          json != null && json.get("command") instanceof JsonPrimitive command
              ? desk.answer(
                  new Request(
                      command.getAsString(),
                      json.get("arguments") instanceof JsonObject given ? given : new JsonObject(),
                      peer.getOption(ExtendedSocketOptions.SO_PEERCRED).user().getName()))
              : Answer.failed(Exit.USAGE, "a request is one line of JSON with a command");
      Wire.write(peer, answer.json());
    } catch (IOException gone) {
      LOG.debug("a control peer went: {}", gone.getMessage());
    } finally {
      peers.remove(peer);
      places.release();
    }
  }

  private static void hangUp(SocketChannel peer) {
    try {
      peer.close();
    } catch (IOException already) {
      LOG.debug("a control peer went: {}", already.getMessage());
    }
  }

  /// Answers no more, hangs up on everybody and removes the socket. Can be repeated.
  @Override
  public void close() throws IOException {
    clock.shutdownNow();
    server.close();
    peers.forEach(ControlServer::hangUp);
    Files.deleteIfExists(path);
  }
}
