package io.knockgate.cli;

import io.knockgate.control.Exit;
import io.knockgate.demo.Demo;
import io.knockgate.linux.LinuxException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `knockgate demo`
@Command(
    name = "demo",
    description = {
      "Shows in a private laptop-gateway-NAS network what Knockgate does.",
      "Needs no root where user namespaces are allowed; nothing leaves this machine."
    },
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  @Option(names = "--keep", description = "leaves the network up to look at")
  private boolean keep;

  @Option(names = "--inside", hidden = true)
  private boolean inside;

  @Override
  public Integer call() throws Failure {
    var launcher = System.getProperty("knockgate.launcher");
    if (launcher == null) {
      throw new Failure(Exit.USAGE, "run the demo by bin/knockgate, which knows where it lies");
    }
    try {
      return Demo.run(Path.of(launcher), inside, keep, System.out);
    } catch (LinuxException refused) {
      throw new Failure(Exit.NO_PERMISSION, refused.getMessage());
    } catch (IOException refused) {
      throw new Failure(Exit.IO, String.valueOf(refused.getMessage()));
    }
  }
}
