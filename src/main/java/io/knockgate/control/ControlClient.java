package io.knockgate.control;

import com.google.gson.JsonObject;
import io.knockgate.line.Line;
import io.knockgate.line.MalformedLine;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.function.Consumer;

/// The commands' end of the control socket.
public final class ControlClient {
  /// The longest line that a daemon may send: `history` and `status` of a busy gateway.
  private static final int LONGEST_ANSWER = 256 << 20;

  private final Path socket;

  /// @param socket what `control:` names
  public ControlClient(Path socket) {
    this.socket = socket;
  }

  /// Asks the daemon and waits for its answer, as long as it takes.
  ///
  /// @param progress gets what the daemon tells on the way
  /// @throws ControlException when there is no daemon, the user may not reach it, or it fell silent
  public Answer ask(String command, JsonObject arguments, Consumer<JsonObject> progress)
      throws ControlException {
    try (var channel = connect()) {
      var line = new Line(channel);
      line.write(Protocol.request(command, arguments));
      while (true) {
        var reply = line.read(LONGEST_ANSWER);
        var news = Protocol.progress(reply);
        if (news == null) {
          return Protocol.answer(reply);
        }
        progress.accept(news);
      }
    } catch (IOException | MalformedLine broken) {
      throw new ControlException(
          Exit.IO,
          "knockgate at %s broke off (%s): its log says why".formatted(socket, broken.getMessage()),
          broken);
    }
  }

  /// Whether somebody answers there.
  public boolean answers() {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return channel.isConnected();
    } catch (IOException nobody) {
      return false;
    }
  }

  private SocketChannel connect() throws ControlException {
    try {
      return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    } catch (IOException refused) {
      throw mayConnect()
          ? new ControlException(
              Exit.UNAVAILABLE,
              "knockgate is not running: nothing answers at %s; start it with `systemctl start knockgate`"
                  .formatted(socket),
              refused)
          : new ControlException(
              Exit.NO_PERMISSION,
              "%s may not use %s: %s".formatted(user(), socket, remedy(user(), group())),
              refused);
    }
  }

  /// Whether it is not for want of permission that the socket can't be used. What lies in a
  /// directory that can't be searched neither exists nor doesn't.
  private boolean mayConnect() {
    return Files.notExists(socket) || Files.isWritable(socket);
  }

  /// How who may not comes to be asked in. Root's own group is nobody's to join for that.
  static String remedy(String user, String group) {
    return group.equals("root")
        ? "ask as root"
        : "ask as root, or join its group with `usermod -aG %s %s`".formatted(group, user);
  }

  private String group() {
    try {
      return Files.readAttributes(socket, PosixFileAttributes.class).group().getName();
    } catch (IOException hidden) {
      return "knockgate";
    }
  }

  private static String user() {
    return System.getProperty("user.name");
  }
}
