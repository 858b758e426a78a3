package io.knockgate.capture.log;

import io.knockgate.capture.Capture;
import io.knockgate.capture.CaptureException;
import io.knockgate.capture.CaptureReport;
import io.knockgate.capture.Ear;
import io.knockgate.capture.Tuning;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/// Hears what the kernel writes into a firewall log, as the first port knockers did. The file may
/// come late, be rotated or truncated; what was in it before [#open] is not heard.
///
/// It is looked at every [#LOOK_AGAIN]: a packet is heard that long after its line was written at
/// most, and its time is when it was read.
///
/// A line counts if the kernel wrote it ([Header]) about a packet that came in on an outside
/// interface; whoever can write the log in the kernel's name can knock.
public final class LogCapture implements Capture {
  static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private static final Duration TRY_AGAIN = Duration.ofMillis(250);

  private final int number;
  private final Path file;
  private final Tail tail;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final LongAdder heard = new LongAdder();
  private final LongAdder lost = new LongAdder();

  private volatile Tuning tuning;

  /// Why nothing would be heard now; empty while something would.
  private volatile String obstacle = "not listening yet";

  /// @param number this capture's place in the configuration, from 0
  /// @param file the log
  /// @param tuning of which it needs all but the screens: no single packet is in a log
  public LogCapture(int number, Path file, Tuning tuning) {
    this.number = number;
    this.file = file;
    this.tuning = tuning;
    this.tail = new Tail(file);
  }

  @Override
  public void open() throws CaptureException {
    try {
      tail.begin();
    } catch (IOException refused) {
      throw new CaptureException(told(refused));
    }
  }

  @Override
  public void listen(Ear ear) {
    try {
      while (!closed.await(advance(ear).toMillis(), TimeUnit.MILLISECONDS)) {}
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    obstacle = "closed";
  }

  /// Hears what was added, and says when to look again.
  private Duration advance(Ear ear) {
    try {
      boolean there = tail.advance(line -> hear(line, ear));
      obstacle = there ? "" : "waiting for file " + file;
      return LOOK_AGAIN;
    } catch (IOException refused) {
      obstacle = told(refused);
      return TRY_AGAIN;
    }
  }

  private void hear(String line, Ear ear) {
    var wanted = tuning;
    switch (LogLine.read(line, System.nanoTime(), number)) {
      case LogLine.Logged(var in, var packet)
          when wanted.wan().contains(in) && wanted.hears(packet.port()) -> {
        heard.increment();
        ear.hear(packet);
      }
      case LogLine.Missing(long missing) -> lost.add(missing);
      case LogLine.Logged _, LogLine.Other _ -> {}
    }
  }

  private String told(IOException refused) {
    return "log "
        + file
        + ": "
        + (refused instanceof AccessDeniedException
            ? "permission denied: the daemon's user must be able to read it, for instance as a"
                + " member of its group"
            : Objects.requireNonNullElse(refused.getMessage(), refused.toString()));
  }

  @Override
  public void tune(Tuning tuning) {
    this.tuning = tuning;
  }

  @Override
  public CaptureReport report() {
    var why = obstacle;
    return new CaptureReport("log " + file, why.isEmpty(), why, heard.sum(), lost.sum());
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      tail.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed); // nothing was written that could fail to be
    }
  }
}
