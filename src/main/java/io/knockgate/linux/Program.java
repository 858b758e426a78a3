package io.knockgate.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.commons.exec.CommandLine;
import org.apache.commons.exec.DefaultExecutor;
import org.apache.commons.exec.PumpStreamHandler;
import org.jspecify.annotations.Nullable;

/// A program that the operator wrote down: an argument vector, never a shell. It gets an
/// environment from scratch, nothing to read, none of our capabilities, and a time limit. It is
/// over when its first process has ended; what else it has started is killed then, wherever that
/// has gone. (A program that we use ourselves is a [Tool].)
public final class Program {
  /// How much of its output is kept: the last 64 KiB.
  public static final int OUTPUT_KEPT = 64 * 1024;

  private static final Duration GRACE = Duration.ofSeconds(5);
  private static final Duration LONGEST_GRACE = Duration.ofSeconds(10);
  private static final int SHARE_OF_GRACE = 10;

  /// How long the pumps may take to read what is left in the pipe.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Invocation invocation;
  private final Brand brand;
  private final Herd herd;
  private final Duration limit;
  private final TailOutput output = new TailOutput(OUTPUT_KEPT);

  /// Somebody wants its end, or it has ended.
  private final CountDownLatch leave = new CountDownLatch(1);

  /// Nothing of it is left.
  private final CountDownLatch gone = new CountDownLatch(1);

  private volatile boolean killed;
  private @Nullable How how;
  private long deadline;

  /// @param brands of the daemon that runs it
  /// @param limit how long it may run; positive. It is asked to end (SIGTERM) before, by a tenth of
  ///     that or 10 seconds, whichever is less
  public Program(Invocation invocation, Brands brands, Duration limit) {
    this.invocation = invocation;
    this.brand = brands.next();
    this.herd = new Herd(carried -> carried == brand.limit());
    this.limit = limit;
  }

  /// Why a program ended.
  public enum How {
    BY_ITSELF,
    TIMED_OUT,
    STOPPED
  }

  /// How a program ended.
  ///
  /// @param exit its exit code; 128 + N where signal N ended it
  /// @param left the ids of its processes that could not be killed
  public record End(How how, int exit, Set<Integer> left) {}

  /// A part of its output.
  ///
  /// @param next how many bytes had been written up to its end
  public record Piece(String text, long next) {}

  /// Runs it and waits until nothing of it is left. To be called once, and by a thread that is no
  /// virtual one: should it die, the program is killed.
  ///
  /// @throws LinuxException where it can't be started
  public End run() throws LinuxException {
    if (leave.getCount() == 0) {
      return new End(How.STOPPED, 0, Set.of());
    }
    var prepared = invocation.prepare(brand);
    var words = prepared.words();
    var command = new CommandLine(words.getFirst());
    words.stream().skip(1).forEach(word -> command.addArgument(word, false));
    var streams = new Streams();
    var executor = new Launcher(streams);
    try {
      int exit = executor.execute(command, prepared.environment());
      return new End(settle(How.BY_ITSELF), exit, streams.left);
    } catch (IOException refused) {
      var cause = refused.getCause() == null ? refused : refused.getCause();
      throw new LinuxException(
          invocation.words().getFirst() + " can't be run: " + cause.getMessage());
    } finally {
      if (!streams.ended) { // there was no thread for its output, perhaps
        herd.end();
      }
      leave.countDown();
      gone.countDown();
    }
  }

  /// The end of what it has written so far; from any thread.
  public String output() {
    return output.text();
  }

  /// What it has written since, as far as it is kept; from any thread.
  ///
  /// @param position how many bytes had been written then
  public Piece output(long position) {
    return output.from(position);
  }

  /// Asks it and what it has started to end, kills them 5 seconds later, or keeps it from starting;
  /// [#run] returns soon after. Can be repeated.
  public void stop() {
    leave.countDown();
  }

  /// Kills it and what it has started, without asking. Can be repeated, and follow a [#stop].
  public void kill() {
    killed = true;
    leave.countDown();
    herd.end();
  }

  /// Why it ended: the first answer counts.
  private synchronized How settle(How answer) {
    if (how == null) {
      how = answer;
    }
    return how;
  }

  /// Sees to it that the program ends in time.
  private void watch(Process process) {
    try {
      var grace = limit.dividedBy(SHARE_OF_GRACE);
      grace = grace.compareTo(LONGEST_GRACE) < 0 ? grace : LONGEST_GRACE;
      boolean inTime = leave.await(limit.minus(grace).toNanos(), TimeUnit.NANOSECONDS);
      synchronized (this) {
        if (how != null) {
          return;
        }
        how = inTime ? How.STOPPED : How.TIMED_OUT;
        grace = killed ? Duration.ZERO : inTime ? GRACE : grace;
        deadline = System.nanoTime() + grace.toNanos();
      }
      if (!killed) {
        process.destroy();
        herd.terminate();
      }
      if (!gone.await(grace.toNanos(), TimeUnit.NANOSECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException impossible) {
      throw new AssertionError(impossible); // nobody knows this thread
    }
  }

  /// Commons Exec's pumps, which come to their end because whoever holds the pipe does.
  private final class Streams extends PumpStreamHandler {
    private InputStream written = InputStream.nullInputStream();
    private Set<Integer> left = Set.of();
    private boolean ended;

    Streams() {
      super(output);
      setStopTimeout(PATIENCE); // whoever can't be killed may hold the pipe for ever
    }

    Process start(ProcessBuilder builder) throws IOException {
      return Room.start(() -> started(builder));
    }

    private Process started(ProcessBuilder builder) throws IOException {
      try (var pipe = Pipe.open()) {
        var reader = pipe.reader();
        try {
          var process = builder.redirectOutput(pipe.writer()).start();
          herd.addSession(process.pid()); // setsid(1) makes it one, and is never two processes here
          written = reader;
          return process;
        } catch (IOException refused) {
          reader.close();
          throw refused;
        }
      }
    }

    @Override
    public void setProcessOutputStream(InputStream javas) {
      super.setProcessOutputStream(written);
    }

    @Override
    public void stop() {
      if (settle(How.BY_ITSELF) != How.BY_ITSELF) {
        herd.await(deadline()); // what it started has the grace too
      }
      left = herd.end();
      ended = true;
      try {
        super.stop();
        written.close();
      } catch (IOException held) {
        output.write('\n'); // by one that is left, and told
      }
    }
  }

  private synchronized long deadline() {
    return deadline;
  }

  /// Commons Exec's executor, with both streams in one.
  private final class Launcher extends DefaultExecutor {
    private final Streams streams;

    @SuppressWarnings("deprecation") // the builder can't make a subclass
    Launcher(Streams streams) {
      this.streams = streams;
      setStreamHandler(streams);
      setExitValues(null); // none is a fault
      setWorkingDirectory(invocation.directory().toFile());
    }

    @Override
    protected Process launch(CommandLine line, Map<String, String> environment, Path directory)
        throws IOException {
      var builder =
          new ProcessBuilder(line.toStrings())
              .directory(directory.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
              .redirectErrorStream(true);
      builder.environment().clear();
      builder.environment().putAll(environment);
      var process = streams.start(builder);
      Thread.ofVirtual().name("watch over " + process.pid()).start(() -> watch(process));
      return process;
    }
  }
}
