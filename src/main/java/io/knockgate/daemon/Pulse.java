package io.knockgate.daemon;

import io.knockgate.journal.RefusalLimit;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.SdNotify;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What happens once a second: a look at the clocks, at what could not be done before, at
/// refusals that were held back, and a sign of life for systemd, which is given only when the
/// steward has answered and the foreman does.
final class Pulse implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
  private static final Duration LONGEST = Duration.ofSeconds(1);

  private final ClockGuard clock = new ClockGuard(Moment.now());
  private final Steward steward;
  private final Foreman foreman;
  private final RefusalLimit refusals;
  private final SdNotify systemd;
  private final Supplier<String> status;
  private final Duration rest;
  private String told = "";

  /// @param status one line for `systemctl status`
  Pulse(
      Steward steward,
      Foreman foreman,
      RefusalLimit refusals,
      SdNotify systemd,
      Supplier<String> status) {
    this.steward = steward;
    this.foreman = foreman;
    this.refusals = refusals;
    this.systemd = systemd;
    this.status = status;
    var half = systemd.watchdogInterval().map(interval -> interval.dividedBy(2)).orElse(LONGEST);
    this.rest = half.compareTo(LONGEST) < 0 ? half : LONGEST;
  }

  /// Beats until its thread is interrupted.
  @Override
  public void run() {
    try {
      while (true) {
        Thread.sleep(rest);
        beat();
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private void beat() throws InterruptedException {
    var now = Moment.now();
    var step = clock.step(now);
    if (!step.isZero()) {
      LOG.warn("the wall clock was stepped by {} s; leases keep their time", step.toSeconds());
    }
    steward.lookAfter(!step.isZero());
    foreman.lookAfter(!step.isZero());
    refusals.settle(now.wall());
    try {
      steward.ask(() -> true);
      if (foreman.trouble().isEmpty()) {
        systemd.alive();
      }
      var line = status.get();
      if (!line.equals(told)) {
        systemd.status(line);
        told = line;
      }
    } catch (LinuxException refused) {
      LOG.debug("systemd could not be told: {}", refused.getMessage());
    }
  }
}
