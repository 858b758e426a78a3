package io.knockgate.cli;

import io.knockgate.config.Configuration;
import io.knockgate.config.Settings;
import io.knockgate.control.Exit;
import io.knockgate.daemon.Daemon;
import io.knockgate.daemon.StartException;
import io.knockgate.linux.HangUp;
import java.io.Console;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `knockgate run`
@Command(name = "run", description = "The daemon.", mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
  private static final Logger LOG = LoggerFactory.getLogger("knockgate");

  @Spec private CommandSpec spec;
  @Mixin private ConfigOption config;

  @Override
  public Integer call() throws Failure, InterruptedException {
    var settings = config.settings();
    Thread.setDefaultUncaughtExceptionHandler(RunCommand::broken);
    warnWhoCameBySsh(settings);
    var started = new CompletableFuture<Daemon>();
    HangUp.handle(() -> started.join().reload());
    try {
      var daemon = Daemon.start(settings, () -> Configuration.read(config.file()));
      started.complete(daemon);
      Runtime.getRuntime().addShutdownHook(new Thread(daemon::close, "stop"));
      new CountDownLatch(1).await();
      return Exit.OK.code();
    } catch (StartException refused) {
      throw new Failure(refused.exit(), refused.getMessage());
    }
  }

  /// A thread that died would leave us deaf, or doors to the kernel's timeout alone: whoever
  /// started us starts us again, and open doors are adopted.
  private static void broken(Thread thread, Throwable defect) {
    LOG.error("{} broke, this is a defect, please report it:", thread.getName(), defect);
    Runtime.getRuntime().halt(70); // EX_SOFTWARE
  }

  /// SSH_CONNECTION is client, client's port, server, server's port (ssh(1)).
  private void warnWhoCameBySsh(Settings settings) {
    var connection = System.getenv("SSH_CONNECTION");
    boolean terminal =
        Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    if (connection == null || !terminal) {
      return;
    }
    spec.commandLine()
        .getErr()
        .printf(
            "You came in by SSH (%s). From now on %s on %s open only for who knocks; sessions that"
                + " are up stay.%n",
            connection, settings.gateway().guard(), String.join(", ", settings.gateway().wan()));
  }
}
