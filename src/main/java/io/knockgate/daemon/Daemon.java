package io.knockgate.daemon;

import io.knockgate.capture.Capture;
import io.knockgate.capture.CaptureException;
import io.knockgate.capture.Echoes;
import io.knockgate.config.Reading;
import io.knockgate.config.Settings;
import io.knockgate.control.ControlException;
import io.knockgate.control.ControlServer;
import io.knockgate.control.SpareDescriptor;
import io.knockgate.gateway.GatewayException;
import io.knockgate.gateway.nftables.NftablesGateway;
import io.knockgate.gateway.nftables.TableWatch;
import io.knockgate.job.JobBook;
import io.knockgate.journal.LogJournal;
import io.knockgate.journal.RefusalLimit;
import io.knockgate.knock.PacketMethod;
import io.knockgate.lease.Ending;
import io.knockgate.lease.LeaseBook;
import io.knockgate.lease.Outbox;
import io.knockgate.lease.Scribe;
import io.knockgate.lease.StoreException;
import io.knockgate.lease.quartz.QuartzAlarm;
import io.knockgate.linux.Boot;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.SdNotify;
import io.knockgate.notify.Notices;
import io.knockgate.replay.MarksException;
import io.knockgate.replay.file.MarksFile;
import io.knockgate.secret.SecretException;
import io.knockgate.store.Store;
import io.knockgate.time.Moment;
import io.knockgate.time.WallClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The running daemon. Starts in order and stops in reverse; a start that fails half-way undoes
/// what it did and leaves the firewall as it was.
public final class Daemon implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("knockgate");

  private final Settings settings;
  private final SdNotify systemd;
  private volatile boolean stopping;

  /// What has been started and is to be stopped, the newest first.
  private final Deque<AutoCloseable> building = new ArrayDeque<>();

  private @Nullable Reload reload;

  private Daemon(Settings settings, SdNotify systemd) {
    this.settings = settings;
    this.systemd = systemd;
  }

  /// Starts everything; when it returns, knocks are heard.
  ///
  /// @param again reads the configuration as it is by then, for [#reload]
  /// @throws StartException where the machine doesn't let it; then nothing is left half-done
  public static Daemon start(Settings settings, Supplier<Reading<Settings>> again)
      throws StartException {
    try {
      Rights.check(settings);
      var daemon = new Daemon(settings, SdNotify.ofEnvironment());
      try {
        daemon.build(again);
        return daemon;
      } catch (Exception refused) {
        daemon.close();
        throw refused;
      }
    } catch (SecretException
        | StoreException
        | GatewayException
        | CaptureException
        | ControlException
        | LinuxException
        | MarksException refused) {
      throw new StartException(refused);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new StartException(interrupted);
    }
  }

  /// The firewall is touched last, when everything else has been had.
  private void build(Supplier<Reading<Settings>> again)
      throws SecretException,
          StoreException,
          GatewayException,
          CaptureException,
          ControlException,
          LinuxException,
          MarksException,
          InterruptedException {
    var spare = stopLater(new SpareDescriptor());
    var store = stopLater(Store.open(settings.state(), Assembly.told(settings), Boot.id()));
    // Before a secret can be refused: a store without its marks would have lost them.
    var surroundings = Assembly.surroundings(settings, Boot.id(), store.isNew());
    var marks = stopLater(MarksFile.open(settings.state(), surroundings, Instant.now()));
    if (!marks.damage().isEmpty()) {
      LOG.warn("{}", marks.damage());
    }
    var damagedKey = Methods.setDamagedKeyAside(settings);
    if (!damagedKey.isEmpty()) {
      LOG.error("{}", damagedKey);
    }
    var rules = new AtomicReference<>(Rules.of(settings));
    var captures = Assembly.captures(rules.get());
    for (var capture : captures) {
      stopLater(capture).open();
    }
    var gateway =
        stopLater(NftablesGateway.open(Assembly.table(settings), Assembly.bootMark(settings)));
    var changes = stopLater(gateway.watch());

    var outbox = new Outbox();
    var log = new LogJournal(LOG);
    var ends =
        new JobEnds(
            event -> {
              log.tell(event);
              outbox.tell(event);
            });
    var workers = stopLater(Workers.of(settings));
    var addressees = Channels.of(settings, System.getenv(), workers.own());
    var notices = new Notices(addressees, settings.actions().values(), ends);
    var journal = new RefusalLimit(notices);
    var random = new SecureRandom();
    var foreman = new Foreman();
    var sequel = new Sequel(rules::get, random, foreman);
    var book = new LeaseBook(gateway, journal, outbox, sequel, random);
    var steward = stopLater(new Steward(book, foreman, marks, journal));
    foreman.open(
        self ->
            new JobBook(
                settings.actions(),
                workers,
                new LeaseDoors(steward, rules::get),
                outbox,
                journal,
                self,
                Moment::now,
                random));
    stopLater(foreman);
    var closes = stopLater(QuartzAlarm.of(store::connection, "closes", steward::ring));
    var begins = stopLater(QuartzAlarm.of(store::connection, "jobs", foreman::ring));
    var heritage = new Heritage(store, steward, foreman, List.of(closes, begins));
    var scribe = new Scribe(outbox, heritage, store, closes, begins, InstantSource.system());
    var watch =
        new Watch(
            new Echoes(captures.size()), rules::get, WallClock.OF_THE_MACHINE, steward::accept);
    reload = new Reload(again, rules, steward, gateway, captures, foreman, notices, workers.own());
    var health =
        new Health(
            captures,
            rules::get,
            watch,
            steward,
            scribe,
            marks,
            gateway,
            List.of(
                reload::trouble,
                () -> told("the table can't be restored: ", steward.trouble()),
                foreman::trouble,
                () -> told("leases can't be written down: ", scribe.health().trouble()),
                store::damage,
                () -> damagedKey,
                notices::trouble,
                marks::trouble,
                () -> ClockGuard.doubt(Instant.now()),
                spare::trouble));
    var desk =
        new ControlDesk(steward, new JobDesk(foreman, ends), rules::get, store, health, reload);
    stopLater(ControlServer.start(control(), desk.commands(), spare));

    heritage.take(lease -> rules.get().stillGrant(lease, Instant.now()));
    Reload.remember(gateway, settings);

    // A scribe that stops writes down what is left, so it must be stopped before the store is.
    stopLater(ServiceThread.start("scribe", scribe, scribe::stop));
    stopLater(notices.start());
    stopLater(foreman); // before the scribe: what ends until then is written down
    stopLater(() -> atStop(rules.get(), steward));
    stopLater(journal);
    stopLater(ServiceThread.interruptible("turnstile", watch.turnstile()));
    stopLater(ServiceThread.interruptible("watch", watch));
    for (var capture : captures) {
      stopLater(ServiceThread.start("capture", () -> listen(capture, watch), capture::close));
    }
    stopLater(ServiceThread.start("table-watch", () -> listen(changes, steward), changes::close));
    stopLater(
        ServiceThread.interruptible(
            "pulse", new Pulse(steward, foreman, journal, systemd, health::line)));
    stopLater(foreman::suspend); // first of all: what ends because we stop is not over
    stopLater(reload);
    desk.open();
    Thread.ofPlatform()
        .daemon()
        .name("rehearsal")
        .start(() -> rules.get().packetMethods().forEach(PacketMethod::rehearse));
    LOG.info("ready: {}", health.line());
    systemd.ready(health.line());
  }

  /// Reads the configuration again and puts it in force, where it has no error; the log says what
  /// came of it. Any thread may call it.
  public void reload() {
    try {
      Objects.requireNonNull(reload).reload();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private static String told(String what, String trouble) {
    return trouble.isEmpty() ? "" : what + trouble;
  }

  /// Where the commands reach us; systemd makes the directory, for others we do.
  private Path control() throws LinuxException {
    var socket = settings.control();
    try {
      Files.createDirectories(Objects.requireNonNull(socket.getParent()));
      return socket;
    } catch (IOException refused) {
      throw new LinuxException(
          "the directory of the control socket %s can't be made: %s; make it, or name another under `control:`"
              .formatted(socket, refused.getMessage()));
    }
  }

  private static void atStop(Rules rules, Steward steward) throws InterruptedException {
    switch (rules.settings().gateway().atStop()) {
      case KEEP -> {}
      case CLOSE ->
          steward.ask(() -> steward.book().closeAll(_ -> true, Ending.stop(), Moment.now()).size());
    }
  }

  /// A capture that ends by itself would leave us deaf: then it is better to be started again.
  private void listen(Capture capture, Watch watch) {
    capture.listen(watch);
    if (!stopping) {
      throw new IllegalStateException(capture.report().name() + ": " + capture.report().detail());
    }
  }

  private static void listen(TableWatch changes, Steward steward) {
    try {
      changes.listen(steward::mend);
    } catch (GatewayException deaf) {
      throw new IllegalStateException("changes of the table are no longer told", deaf);
    }
  }

  private <T extends AutoCloseable> T stopLater(T part) {
    building.push(part);
    return part;
  }

  /// Stops everything, in reverse: jobs first, and what follows doors that are shut now is kept for
  /// the next process. Doors stay open for their time unless `at-stop: close` is
  /// written; the table stays in any case.
  @Override
  public void close() {
    stopping = true;
    while (!building.isEmpty()) {
      try {
        building.pop().close();
      } catch (Exception failure) {
        LOG.error("could not be stopped: {}", failure.getMessage());
      }
    }
  }
}
