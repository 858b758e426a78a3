package io.knockgate.daemon;

import io.knockgate.access.Gatekeeper;
import io.knockgate.capture.Capture;
import io.knockgate.capture.CaptureException;
import io.knockgate.capture.Echoes;
import io.knockgate.config.Settings;
import io.knockgate.control.ControlException;
import io.knockgate.control.ControlServer;
import io.knockgate.control.SpareDescriptor;
import io.knockgate.gateway.GatewayException;
import io.knockgate.gateway.nftables.LastTable;
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
import java.util.Objects;
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

  private Daemon(Settings settings, SdNotify systemd) {
    this.settings = settings;
    this.systemd = systemd;
  }

  /// Starts everything; when it returns, knocks are heard.
  ///
  /// @throws StartException where the machine doesn't let it; then nothing is left half-done
  public static Daemon start(Settings settings) throws StartException {
    try {
      Rights.check(settings);
      var daemon = new Daemon(settings, SdNotify.ofEnvironment());
      try {
        daemon.build();
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
  private void build()
      throws SecretException,
          StoreException,
          GatewayException,
          CaptureException,
          ControlException,
          LinuxException,
          MarksException,
          InterruptedException {
    var spare = stopLater(new SpareDescriptor());
    var withoutKey = Methods.withoutKey(settings);
    var methods = Methods.of(settings, WallClock.OF_THE_MACHINE);
    var store = stopLater(Store.open(settings.state(), Boot.id()));
    var surroundings = Assembly.surroundings(settings, Boot.id(), store.isNew());
    var marks = stopLater(MarksFile.open(settings.state(), surroundings, Instant.now()));
    if (!marks.damage().isEmpty()) {
      LOG.warn("{}", marks.damage());
    }
    if (!withoutKey.isEmpty()) {
      LOG.warn(
          "knock {}: a gateway's key is made in {}; clients that joined with another must join again",
          String.join(", ", withoutKey),
          settings.state());
    }
    var captures = Assembly.captures(settings, methods);
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
    var sequel = new Sequel(settings.actions(), random, foreman);
    var book = new LeaseBook(gateway, journal, outbox, sequel, random);
    var steward = stopLater(new Steward(book, foreman, marks, journal));
    foreman.open(
        self ->
            new JobBook(
                settings.actions(),
                workers,
                new LeaseDoors(steward),
                outbox,
                journal,
                self,
                Moment::now,
                random));
    stopLater(foreman);
    var closes = stopLater(QuartzAlarm.open(store.database(), "closes", steward::ring));
    var begins = stopLater(QuartzAlarm.open(store.database(), "jobs", foreman::ring));
    var scribe = new Scribe(outbox, store, closes, begins, InstantSource.system());
    var gatekeeper = new Gatekeeper(settings.actions(), settings.clients());
    var watch =
        new Watch(
            new Echoes(captures.size()),
            methods,
            gatekeeper,
            WallClock.OF_THE_MACHINE,
            steward::accept);
    var health = new Health(captures, watch, steward, foreman, scribe, marks, gateway, spare);
    var desk =
        new ControlDesk(
            steward, new JobDesk(foreman, ends), gatekeeper, settings.actions(), store, health);
    stopLater(ControlServer.start(control(), desk.commands(), spare));

    var remembered = store.load();
    var kept = store.jobs(Moment.now());
    steward.adopt(remembered, settings.actions());
    remember(gateway.script());

    // A scribe that stops writes down what is left, so it must be stopped before the store is.
    stopLater(ServiceThread.start("scribe", scribe, scribe::stop));
    stopLater(notices.start());
    stopLater(foreman); // before the scribe: what ends until then is written down
    closes.start();
    begins.start();
    foreman.resume(kept);
    stopLater(() -> atStop(steward));
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
    stopLater(foreman::suspend); // first: what ends because we stop is not over
    desk.open();
    Thread.ofPlatform()
        .daemon()
        .name("rehearsal")
        .start(() -> watch.packetMethods().forEach(PacketMethod::rehearse));
    LOG.info("ready: {}", health.line());
    systemd.ready(health.line());
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

  /// For a boot with a broken configuration; a full disk must not keep us from starting now.
  private void remember(String script) {
    try {
      new LastTable(settings.state()).keep(script);
    } catch (GatewayException refused) {
      LOG.warn("the table is loaded, but not remembered: {}", refused.getMessage());
    }
  }

  private void atStop(Steward steward) throws InterruptedException {
    switch (settings.gateway().atStop()) {
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
