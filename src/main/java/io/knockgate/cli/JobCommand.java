package io.knockgate.cli;

import io.knockgate.control.Exit;
import io.knockgate.job.exec.ExecWorker;
import io.knockgate.job.unit.Instance;
import io.knockgate.line.MalformedLine;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `knockgate job`
@Command(
    name = "job",
    hidden = true,
    description =
        "Runs one job for the daemon, which is connected to its input: knockgate-job@.service.",
    mixinStandardHelpOptions = true)
final class JobCommand implements Callable<Integer> {
  @Override
  public Integer call() throws Failure, InterruptedException {
    try (var worker = new ExecWorker(ofItsOwn());
        var channel = connection()) {
      new Instance(channel, worker).serve();
      return Exit.OK.code();
    } catch (MalformedLine bad) {
      throw new Failure(Exit.DATA, "the daemon asked for no job: " + bad.getMessage());
    } catch (IOException broken) {
      throw new Failure(Exit.IO, "the daemon broke off: " + broken.getMessage());
    }
  }

  /// A name that no other instance has: each ends what itself has started, and nothing else.
  private static Path ofItsOwn() {
    return Path.of("/run/knockgate/job", Long.toString(ProcessHandle.current().pid()));
  }

  private static SocketChannel connection() throws IOException, Failure {
    if (System.inheritedChannel() instanceof SocketChannel channel) {
      return channel;
    }
    throw new Failure(
        Exit.USAGE,
        "systemd runs this, with a connection as its input: `systemctl enable --now knockgate-job.socket`");
  }
}
