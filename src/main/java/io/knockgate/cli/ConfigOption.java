package io.knockgate.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.knockgate.config.Configuration;
import io.knockgate.config.Problem;
import io.knockgate.config.Reading;
import io.knockgate.config.Settings;
import io.knockgate.control.Answer;
import io.knockgate.control.ControlClient;
import io.knockgate.control.ControlException;
import io.knockgate.control.Exit;
import java.nio.file.Path;
import java.util.function.Consumer;
import picocli.CommandLine.Option;

/// `--config FILE`, which most commands take, and what they find there.
final class ConfigOption {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "the configuration (default: /etc/knockgate/config.yaml)")
  private Path file = Configuration.USUAL_FILE;

  Path file() {
    return file;
  }

  /// The configuration, where it has no error.
  ///
  /// @throws Failure with every problem
  Settings settings() throws Failure {
    return switch (Configuration.read(file)) {
      case Reading.Sound(var settings, _) -> settings;
      case Reading.Faulty(var problems) ->
          throw new Failure(Exit.CONFIGURATION, problems.stream().map(Problem::toString).toList());
    };
  }

  /// Asks the daemon of this configuration.
  ///
  /// @throws Failure where there is none, or it says that it can't
  JsonElement ask(String command, JsonObject arguments) throws Failure {
    return ask(command, arguments, _ -> {});
  }

  /// Asks the daemon of this configuration, and hears what it tells on the way. One that has errors
  /// has a daemon too, which began before they were made.
  ///
  /// @throws Failure where there is none, or it says that it can't
  JsonElement ask(String command, JsonObject arguments, Consumer<JsonObject> progress)
      throws Failure {
    try {
      var control = Configuration.control(file);
      var client = new ControlClient(control.isPresent() ? control.get() : settings().control());
      return switch (client.ask(command, arguments, progress)) {
        case Answer.Done(var result) -> result;
        case Answer.Failed(var exit, var error) -> throw new Failure(exit, error);
      };
    } catch (ControlException refused) {
      throw new Failure(refused.exit(), String.valueOf(refused.getMessage()));
    }
  }
}
