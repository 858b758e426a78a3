package io.knockgate.control;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daemon's end of the control socket: who may write to the file may ask (mode 0660).
///
/// At most [#MOST] connections are open; each may send one line of at most 64 KiB within ten
/// seconds, and must take each line of the answer within as long.
public final class ControlServer implements AutoCloseable {
  /// How many connections may be open at once; more are turned away with a word.
  static final int MOST = 64;

  /// How long a client may take to ask, or to read.
  static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Logger LOG = LoggerFactory.getLogger(ControlServer.class);
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final Path socket;
  private final ServerSocketChannel channel;
  private final Selector clients;
  private final Conversations conversations;
  private final SpareDescriptor spare;

  private ControlServer(
      Path socket,
      ServerSocketChannel channel,
      Selector clients,
      Conversations conversations,
      SpareDescriptor spare) {
    this.socket = socket;
    this.channel = channel;
    this.clients = clients;
    this.conversations = conversations;
    this.spare = spare;
  }

  /// Opens the socket and answers from now on. A socket file that a dead daemon left is taken over.
  ///
  /// @param socket where; its directory exists
  /// @param commands what can be asked for, by name
  /// @param spare given up for a client where there is no other; closed by the caller
  /// @throws ControlException when another daemon answers there, or the file can't be made
  public static ControlServer start(
      Path socket, Map<String, Command> commands, SpareDescriptor spare) throws ControlException {
    return start(socket, commands, spare, PATIENCE);
  }

  static ControlServer start(
      Path socket, Map<String, Command> commands, SpareDescriptor spare, Duration patience)
      throws ControlException {
    refuseUnlessFree(socket);
    ServerSocketChannel channel;
    Selector clients;
    try {
      clients = Selector.open();
      channel = open(socket, clients);
    } catch (IOException refused) {
      throw new ControlException(
          Exit.IO,
          "the control socket %s can't be made (%s): its directory must exist and be writable"
              .formatted(socket, refused.getMessage()),
          refused);
    }
    var server =
        new ControlServer(
            socket,
            channel,
            clients,
            new Conversations(commands, MOST, patience, spare::hold),
            spare);
    Thread.ofPlatform().daemon().name("control").start(server::listen);
    return server;
  }

  private static void refuseUnlessFree(Path socket) throws ControlException {
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!isSocket(socket)) {
      throw new ControlException(
          Exit.IO,
          "%s is in the way of the control socket and is no socket: move it away"
              .formatted(socket));
    }
    try (var _ = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      throw new ControlException(
          Exit.UNAVAILABLE,
          "another knockgate answers at %s: stop it first, or give this one a `control:` of its own"
              .formatted(socket));
    } catch (ConnectException nobodyAnswers) {
      LOG.debug("{} was left by a daemon that is dead", socket, nobodyAnswers);
    } catch (IOException failed) {
      throw new ControlException(
          Exit.NO_PERMISSION,
          "%s belongs to somebody else (%s): give this knockgate a `control:` of its own"
              .formatted(socket, failed.getMessage()),
          failed);
    }
  }

  private static boolean isSocket(Path file) {
    try {
      return Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isOther();
    } catch (IOException gone) {
      return true;
    }
  }

  /// Makes the socket under another name and moves it to its place when its mode is right, so that
  /// there is no moment in which the wrong people can reach it.
  ///
  /// @param clients is told when one has come
  private static ServerSocketChannel open(Path socket, Selector clients) throws IOException {
    var unready = socket.resolveSibling(".new");
    Files.deleteIfExists(unready);
    var channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.bind(UnixDomainSocketAddress.of(unready), MOST);
      channel.configureBlocking(false).register(clients, SelectionKey.OP_ACCEPT);
      Files.setPosixFilePermissions(unready, PosixFilePermissions.fromString("rw-rw----"));
      Files.move(unready, socket, StandardCopyOption.ATOMIC_MOVE);
      return channel;
    } catch (IOException failed) {
      channel.close();
      clients.close();
      Files.deleteIfExists(unready);
      throw failed;
    }
  }

  private void listen() {
    while (channel.isOpen()) {
      try {
        clients.select(this::admit);
      } catch (ClosedSelectorException closed) {
        return;
      } catch (IOException failed) {
        LOG.warn("the control socket {} can't be waited for", socket, failed);
        LockSupport.parkNanos(PAUSE);
      }
    }
  }

  private void admit(SelectionKey ready) {
    try {
      var client = accept();
      spare.hold();
      if (client != null) {
        conversations.begin(client);
      }
    } catch (ClosedChannelException closed) {
      ready.cancel();
    } catch (IOException failed) {
      LOG.debug("the control socket {} can't accept a connection", socket, failed);
      LockSupport.parkNanos(PAUSE);
      spare.hold(); // who had it may have gone
    }
  }

  /// Where no descriptor is left, one client gets the spare one: others wait until it hangs up.
  /// Null where the client has gone already.
  private @Nullable SocketChannel accept() throws IOException {
    try {
      return channel.accept();
    } catch (ClosedChannelException closed) {
      throw closed;
    } catch (IOException failed) {
      if (!spare.giveUp()) {
        throw failed;
      }
      return channel.accept();
    }
  }

  /// Takes the socket file away, hangs up on everybody and interrupts commands that still wait.
  @Override
  public void close() {
    try {
      Files.deleteIfExists(socket);
      clients.close();
      channel.close();
    } catch (IOException failed) {
      LOG.warn("the control socket {} can't be taken away", socket, failed);
    }
    conversations.close();
  }
}
