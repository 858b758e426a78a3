package io.knockgate.cli;

import io.knockgate.config.Configuration;
import io.knockgate.config.Reading;
import io.knockgate.control.Exit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `knockgate check`
@Command(
    name = "check",
    description = "Tells every problem of the configuration at once. Reads files only.",
    mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Override
  public Integer call() {
    var out = spec.commandLine().getOut();
    var reading = Configuration.read(config.file());
    reading.problems().forEach(out::println);
    return switch (reading) {
      case Reading.Sound(var settings, var warnings) -> {
        out.printf(
            "%s: %d knocks, %d actions, no error%s%n",
            config.file(),
            settings.knocks().size(),
            settings.actions().size(),
            warnings.isEmpty() ? "" : ", " + warnings.size() + " warnings");
        yield Exit.OK.code();
      }
      case Reading.Faulty<?> _ -> Exit.CONFIGURATION.code();
    };
  }
}
