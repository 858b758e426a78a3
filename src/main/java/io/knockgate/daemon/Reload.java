package io.knockgate.daemon;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.knockgate.capture.Capture;
import io.knockgate.config.Problem;
import io.knockgate.config.Reading;
import io.knockgate.config.Settings;
import io.knockgate.control.Answer;
import io.knockgate.control.Exit;
import io.knockgate.gateway.GatewayException;
import io.knockgate.gateway.nftables.LastTable;
import io.knockgate.gateway.nftables.NftablesGateway;
import io.knockgate.gateway.nftables.TableSpec;
import io.knockgate.job.Worker;
import io.knockgate.lease.Lease;
import io.knockgate.lease.LeaseBook;
import io.knockgate.lease.LeaseState;
import io.knockgate.linux.LinuxException;
import io.knockgate.notify.Notices;
import io.knockgate.secret.SecretException;
import io.knockgate.time.Moment;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the configuration again when the operator asks for it, and puts it in force: whole, or not
/// at all. What is open and would be granted by the new one stays; all else is shut. Any thread may
/// call it; one reload follows the other.
final class Reload implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("knockgate");

  /// What came of one.
  sealed interface Outcome {
    /// It is in force.
    ///
    /// @param closed the leases that the new rules don't grant
    record Done(Settings settings, List<Problem> warnings, List<LeaseState> closed)
        implements Outcome {}

    /// What was in force stays so.
    ///
    /// @param why each a line
    record Refused(Exit exit, List<String> why) implements Outcome {}
  }

  private final Supplier<Reading<Settings>> written;
  private final AtomicReference<Rules> rules;
  private final Steward steward;
  private final NftablesGateway gateway;
  private final List<Capture> captures;
  private final Foreman foreman;
  private final Notices notices;
  private final Worker own;
  private volatile String trouble = "";
  private boolean closed;

  /// @param written reads the configuration as it is now
  /// @param rules those in force
  /// @param gateway the steward's
  /// @param own runs the commands of channels
  Reload(
      Supplier<Reading<Settings>> written,
      AtomicReference<Rules> rules,
      Steward steward,
      NftablesGateway gateway,
      List<Capture> captures,
      Foreman foreman,
      Notices notices,
      Worker own) {
    this.written = written;
    this.rules = rules;
    this.steward = steward;
    this.gateway = gateway;
    this.captures = List.copyOf(captures);
    this.foreman = foreman;
    this.notices = notices;
    this.own = own;
  }

  /// Reloads for who asks by the control socket.
  Answer answer() throws InterruptedException {
    return switch (reload()) {
      case Outcome.Done(var settings, var warnings, var closed) -> {
        var done = new JsonObject();
        done.addProperty("knocks", settings.knocks().size());
        done.addProperty("actions", settings.actions().size());
        var leases = new JsonArray();
        closed.forEach(state -> leases.add(state.lease().id().toString()));
        done.add("closed", leases);
        done.add("warnings", Health.list(lines(warnings)));
        yield new Answer.Done(done);
      }
      case Outcome.Refused(var exit, var why) -> new Answer.Failed(exit, String.join("\n", why));
    };
  }

  /// Reloads, and tells what came of it in the log alone.
  synchronized Outcome reload() throws InterruptedException {
    var outcome = attempt();
    switch (outcome) {
      case Outcome.Done(var settings, var warnings, var closed) -> {
        warnings.forEach(warning -> LOG.warn("{}", warning));
        LOG.info(
            "reloaded: {} knocks, {} actions; {} leases closed that are no longer written",
            settings.knocks().size(),
            settings.actions().size(),
            closed.size());
        trouble = "";
      }
      case Outcome.Refused(_, var why) -> {
        why.forEach(line -> LOG.error("{}", line));
        LOG.error("not reloaded: what was written before stays in force");
        trouble =
            "the configuration that was read again at %s is not in force, the one before is: %s%s"
                .formatted(
                    Instant.now().truncatedTo(ChronoUnit.SECONDS),
                    why.getFirst(),
                    why.size() > 1 ? " (and %d more)".formatted(why.size() - 1) : "");
      }
    }
    return outcome;
  }

  /// Why what is written is not in force; the empty text where it is.
  String trouble() {
    return trouble;
  }

  private Outcome attempt() throws InterruptedException {
    if (closed) {
      return new Outcome.Refused(Exit.UNAVAILABLE, List.of("knockgate is being stopped"));
    }
    return switch (written.get()) {
      case Reading.Faulty(var problems) -> new Outcome.Refused(Exit.CONFIGURATION, lines(problems));
      case Reading.Sound(var settings, var warnings) -> {
        var lasting = lasting(rules.get().settings(), settings);
        yield lasting.isEmpty()
            ? putInForce(settings, warnings)
            : new Outcome.Refused(
                Exit.CONFIGURATION,
                List.of(
                    "%s can't change while knockgate runs: restart it (systemctl restart knockgate); doors that are open stay open"
                        .formatted(String.join(", ", lasting))));
      }
    };
  }

  private static List<String> lines(List<Problem> problems) {
    return problems.stream().map(Problem::toString).toList();
  }

  /// What differs that is held for as long as the process lives.
  private static List<String> lasting(Settings now, Settings next) {
    var lasting = new ArrayList<String>();
    if (!now.captures().equals(next.captures())) {
      lasting.add("`capture`");
    }
    if (!now.state().equals(next.state())) {
      lasting.add("`state`");
    }
    if (!now.control().equals(next.control())) {
      lasting.add("`control`");
    }
    if (!now.jobs().equals(next.jobs())) {
      lasting.add("`jobs`");
    }
    return lasting;
  }

  private Outcome putInForce(Settings settings, List<Problem> warnings)
      throws InterruptedException {
    try {
      Rights.check(settings);
      var next = rules.get().next(settings);
      var addressees = Channels.of(settings, System.getenv(), own);
      var closed = steward.command(book -> reform(book, next));
      notices.reform(addressees, settings.actions().values());
      remember(gateway, settings);
      return new Outcome.Done(settings, warnings, closed);
    } catch (StartException refused) {
      return new Outcome.Refused(refused.exit(), List.of(words(refused)));
    } catch (SecretException refused) {
      return new Outcome.Refused(Exit.CONFIGURATION, List.of(words(refused)));
    } catch (GatewayException | LinuxException refused) {
      return new Outcome.Refused(Exit.IO, List.of(words(refused)));
    }
  }

  private static String words(Exception refused) {
    return Objects.requireNonNullElse(refused.getMessage(), refused.toString());
  }

  /// On the steward's thread: nobody opens a door meanwhile.
  private List<LeaseState> reform(LeaseBook book, Rules next) throws GatewayException {
    var before = rules.get();
    var now = Instant.now();
    Predicate<Lease> granted =
        lease -> next.stillGrant(lease, now) && !next.givesOtherKeys(lease.client(), before);
    reform(book, Assembly.table(next.settings()), granted);
    rules.set(next);
    var closed = book.closeUnwritten(granted, Moment.now());
    foreman.reform(next, before);
    Assembly.tune(captures, next);
    return closed;
  }

  private void reform(LeaseBook book, TableSpec table, Predicate<Lease> granted)
      throws GatewayException {
    var before = gateway.spec();
    if (table.equals(before)) {
      return;
    }
    var added = new HashSet<>(table.guarded());
    added.removeAll(before.guarded());
    if (!added.isEmpty()) {
      gateway.keepSessions(added);
    }
    gateway.become(table);
    try {
      book.reform(granted, Moment.now());
    } catch (GatewayException refused) {
      gateway.become(before);
      steward.mend(); // it may have been loaded all the same
      throw refused;
    }
  }

  /// Keeps the table that is loaded, for a boot with a broken configuration; a full disk is no
  /// reason not to go on.
  static void remember(NftablesGateway gateway, Settings settings) {
    try {
      new LastTable(settings.state()).keep(gateway.script());
    } catch (GatewayException refused) {
      LOG.warn("the table is loaded, but not remembered: {}", refused.getMessage());
    }
  }

  /// Waits for one that is under way; from now on each is refused.
  @Override
  public synchronized void close() {
    closed = true;
  }
}
