package io.knockgate.bench;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.knockgate.control.Answer;
import io.knockgate.control.ControlClient;
import io.knockgate.control.ControlException;
import io.knockgate.net.Address;
import java.nio.file.Path;

/// Opens many leases of an action in a running daemon, each for a source of its own, and waits
/// until they are on the disk.
///
/// Arguments: the control socket, the action, the first number, the number after the last.
final class Fill {
  private static final int FIRST_SOURCE = 0x0a000000; // 10.0.0.0

  private Fill() {}

  public static void main(String[] arguments) throws ControlException, InterruptedException {
    var daemon = new ControlClient(Path.of(arguments[0]));
    int end = Integer.parseInt(arguments[3]);
    for (int i = Integer.parseInt(arguments[2]); i < end; i++) {
      var trigger = new JsonObject();
      trigger.addProperty("action", arguments[1]);
      trigger.addProperty("source", Address.v4(FIRST_SOURCE + i).toString());
      ask(daemon, "trigger", trigger);
    }
    while (unwritten(daemon) > 0) {
      Thread.sleep(100);
    }
  }

  private static int unwritten(ControlClient daemon) throws ControlException {
    return ask(daemon, "health", new JsonObject()).getAsJsonObject().get("unwritten").getAsInt();
  }

  private static JsonElement ask(ControlClient daemon, String command, JsonObject arguments)
      throws ControlException {
    return switch (daemon.ask(command, arguments, _ -> {})) {
      case Answer.Done(var result) -> result;
      case Answer.Failed(_, var error) -> throw new IllegalStateException(error);
    };
  }
}
