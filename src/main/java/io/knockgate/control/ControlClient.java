package io.knockgate.control;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/// Asks the daemon.
public final class ControlClient {
  /// A history of ten thousand events with their outputs fits.
  private static final int MOST_BYTES = 1 << 30;

  private final Path path;

  /// @param path where the daemon answers
  public ControlClient(Path path) {
    this.path = path;
  }

  /// Whether somebody answers there.
  public boolean answers() {
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return channel.isConnected();
    } catch (IOException nobody) {
      return false;
    }
  }

  /// Asks once and waits for the answer.
  ///
  /// @throws ControlException where no daemon answers, or this user may not ask it
  public Answer ask(String command, JsonObject arguments) throws ControlException {
    var request = new JsonObject();
    request.addProperty("command", command);
    request.add("arguments", arguments);
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      Wire.write(channel, request);
      var answer = Wire.read(channel, MOST_BYTES);
      if (answer == null) {
        throw new ControlException(
            Exit.NO_DAEMON, "the daemon at " + path + " stopped before it answered");
      }
      return Answer.of(answer);
    } catch (IOException refused) {
      throw Files.exists(path) && !Files.isWritable(path)
          ? new ControlException(
              Exit.NO_PERMISSION,
              "you may not ask the daemon at %s: be root, or of the socket's group".formatted(path))
          : new ControlException(
              Exit.NO_DAEMON,
              "knockgate is not running: nothing answers at %s; start it: systemctl start knockgate"
                  .formatted(path));
    }
  }
}
