package io.knockgate.lease;

import io.knockgate.access.Grant;
import io.knockgate.gateway.Change;
import io.knockgate.gateway.Gateway;
import io.knockgate.gateway.GatewayException;
import io.knockgate.id.Id;
import io.knockgate.journal.Journal;
import io.knockgate.lease.LeaseState.Closing;
import io.knockgate.lease.LeaseState.Live;
import io.knockgate.lease.LeaseState.Open;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Owns every lease from opened to closed. The gateway is told first, and only what it has obeyed
/// is entered and told; the disk and the alarms follow by way of the [Outbox].
///
/// - One lease for each action and source; a second knock renews it.
/// - A forward has its source's outside port for itself: the newer lease ends the older one.
/// - Pinholes of one source and port share the door, which stays open as long as the longest.
/// - A close the gateway refuses is kept and tried again; the kernel shuts the door by itself.
///
/// One thread calls it, the steward, and says what time it is; only [#leases] is for any thread.
public final class LeaseBook {
  /// Most leases at once, whatever the actions allow: memory is bounded.
  public static final int MOST = 131_072;

  /// An alarm this early counts as on time, and a kernel's timeout this much shorter as the same.
  static final Duration TOLERANCE = Duration.ofMillis(50);

  /// A lease that is over for so long has been forgotten by its alarm.
  static final Duration OVERDUE = Duration.ofSeconds(1);

  /// How many leases one [#sweep] looks at: a knock must not wait for more.
  static final int SWEPT = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(LeaseBook.class);

  private final Register register = new Register();
  private final Gateway gateway;
  private final Teller teller;
  private final Outbox outbox;
  private final Closer closer;
  private final Reconciliation reconciliation;
  private final RandomGenerator random;
  private boolean unsure;

  /// A book of no leases.
  ///
  /// @param gateway where its doors are
  /// @param journal where its grants, refusals and closes are told
  /// @param outbox where its leases are noted for the disk
  /// @param aftermath what follows when a lease ends
  /// @param random where new ids come from
  public LeaseBook(
      Gateway gateway,
      Journal journal,
      Outbox outbox,
      Aftermath aftermath,
      RandomGenerator random) {
    this.gateway = gateway;
    this.teller = new Teller(outbox, journal);
    this.outbox = outbox;
    this.closer = new Closer(register, gateway, outbox, teller, aftermath);
    this.reconciliation = new Reconciliation(register, gateway, outbox, closer);
    this.random = random;
  }

  /// Opens a lease, or renews the one that its source has of its action. A renewed lease has the
  /// new time from now on and the doors that were asked for last.
  public Outcome open(Grant.Open grant, Moment now) {
    var action = grant.action();
    var before = register.get(action.name(), grant.claim().source());
    if (before != null && isOver(before, now)) {
      // It is closed first, so that the new lease revives no session of the old one.
      if (closer.close(before, Ending.TIME, now) instanceof Closing stuck) {
        return refuse(grant, stuck.refusal(), now);
      }
      before = null;
    }
    var until = now.plus(grant.time());
    if (before instanceof Open open) {
      return admit(grant, open.renewed(open.lease().renewed(grant), until), open, now);
    }
    int most = action.stay().leases();
    if (register.count(action.name()) >= most) {
      var all = most == 1 ? "there is already a lease" : "there are already " + most + " leases";
      return refuse(grant, all + " of it", now);
    }
    if (register.size() >= MOST) {
      return refuse(grant, "there are already " + MOST + " leases in all", now);
    }
    var lease = Lease.granted(newId(), grant, now.wall());
    return admit(grant, new Open(lease, until), null, now);
  }

  private static boolean isOver(Live live, Moment now) {
    return switch (live) {
      case Closing _ -> true;
      case Open open -> !now.until(open.until()).isPositive();
    };
  }

  private Outcome admit(Grant.Open grant, Open coming, @Nullable Open before, Moment now) {
    var rivals = register.rivals(coming.lease());
    try {
      apply(register.change(rivals, coming, now), now);
    } catch (GatewayException refusal) {
      unsure |= refusal.unsure();
      return refuse(grant, String.valueOf(refusal.getMessage()), now);
    }
    register.put(coming);
    teller.granted(
        now.wall(), grant.claim(), coming, grant.time(), before == null ? null : before.lease());
    for (var rival : rivals) {
      closer.displace(rival, coming.lease(), now);
    }
    return new Outcome.Opened(coming, before != null);
  }

  /// Who flushes the ruleset in the instant of a knock takes nothing from who knocked.
  private void apply(Change change, Moment now) throws GatewayException {
    try {
      gateway.apply(change);
    } catch (GatewayException refusal) {
      if (!refusal.gone()) {
        throw refusal;
      }
      reconciliation.renew(_ -> true, now);
      gateway.apply(change);
    }
  }

  private Outcome refuse(Grant.Open grant, String reason, Moment now) {
    teller.refused(now.wall(), grant.claim(), reason);
    return new Outcome.Refused(reason);
  }

  private Id newId() {
    var id = Id.random(random);
    while (register.get(id) != null) {
      id = Id.random(random);
    }
    return id;
  }

  /// Closes the lease that the source of the claim has of its action; empty where it has none.
  public Optional<LeaseState> close(Grant.Close grant, Moment now) {
    var claim = grant.claim();
    var live = register.get(claim.wish().action(), claim.source());
    return Optional.ofNullable(live)
        .map(it -> closer.close(it, new Ending("closed by a knock", claim.knock()), now));
  }

  /// Closes a lease. Empty where there is none of that id.
  public Optional<LeaseState> close(Id id, Ending why, Moment now) {
    return Optional.ofNullable(register.get(id)).map(live -> closer.close(live, why, now));
  }

  /// Closes every lease of which this is true.
  public List<LeaseState> closeAll(Predicate<? super Lease> which, Ending why, Moment now) {
    return register.all().stream()
        .filter(live -> which.test(live.lease()))
        .map(live -> closer.close(live, why, now))
        .toList();
  }

  /// An alarm rang. A lease whose time is not over by the monotonic clock gets its alarm anew: then
  /// the wall clock was stepped. An alarm of a lease that is no more is nothing.
  public void ring(Id id, Moment now) {
    switch (register.get(id)) {
      case null -> {}
      case Closing again -> closer.close(again, Ending.TIME, now);
      case Open open when now.until(open.until()).compareTo(TOLERANCE) <= 0 ->
          closer.close(open, Ending.TIME, now);
      case Open early -> retime(early, now);
    }
  }

  /// Catches up on what nobody rang for: tries again to shut what the gateway refused to, and
  /// closes leases that are [#OVERDUE], because alarms are late when thousands end at once, and
  /// silent while the disk is full. To be called every second or so; each call goes on where the
  /// last one ended.
  public void sweep(Moment now) {
    for (var live : register.next(SWEPT)) {
      switch (live) {
        case Closing again -> closer.close(again, Ending.TIME, now);
        case Open open when open.until().until(now).compareTo(OVERDUE) > 0 ->
            closer.close(open, Ending.TIME, now);
        case Open _ -> {}
      }
    }
  }

  /// Sets every alarm anew, after the wall clock was stepped.
  public void realarm(Moment now) {
    register.open().forEach(open -> retime(open, now));
  }

  private void retime(Open open, Moment now) {
    var retimed = open.lasting(now.plus(now.until(open.until())));
    register.put(retimed);
    outbox.put(retimed);
  }

  /// Begins with the leases of the process before: what still has time goes on, for the kernel's
  /// time where that is shorter; all else is closed and told.
  ///
  /// @param granted whether a lease would be granted now; one that would not is closed
  /// @throws GatewayException when the machine refused; then the book is empty as before
  public void adopt(Remembered remembered, Predicate<? super Lease> granted, Moment now)
      throws GatewayException {
    reconciliation.adopt(remembered, granted, now);
  }

  /// Makes the firewall what it should be by other rules: only the doors that they would grant are
  /// open. The others' leases are to be closed then, by [#closeUnwritten].
  ///
  /// @param granted whether a lease would be granted now
  /// @throws GatewayException when the machine refused; the book is as before
  public void reform(Predicate<? super Lease> granted, Moment now) throws GatewayException {
    reconciliation.renew(granted, now);
  }

  /// Tells leases of the process before as over, whose doors are shut, because they could not be
  /// adopted in time.
  public void end(Remembered remembered, Moment now) {
    reconciliation.end(remembered, now);
  }

  /// Makes the firewall what it should be: after somebody else changed it, and when in doubt.
  ///
  /// @throws GatewayException when the machine refused; to be tried again
  public void reconcile(Moment now) throws GatewayException {
    reconciliation.renew(_ -> true, now);
    unsure = false;
    sweep(now);
  }

  /// Whether a door may be open that no lease holds, because the answer to its opening was lost:
  /// then it is time to [#reconcile].
  public boolean isUnsure() {
    return unsure;
  }

  /// Closes what would not be granted now.
  ///
  /// @return what was closed
  public List<LeaseState> closeUnwritten(Predicate<? super Lease> granted, Moment now) {
    return closeAll(lease -> !granted.test(lease), Ending.UNWRITTEN, now);
  }

  /// Sees which doors have shut behind their first connection. To be called every second or so.
  /// Beyond [#SWEPT] such leases it doesn't look: a knock must not wait for it.
  public void look() {
    var once = register.once();
    if (once.isEmpty() || once.size() > SWEPT) {
      return;
    }
    try {
      var used = gateway.used();
      for (var open : once) {
        register.put(open.used(used.containsAll(open.lease().openings())));
      }
    } catch (GatewayException refusal) {
      LOG.debug("it can't be seen which doors are used: {}", refusal.getMessage());
    }
  }

  /// Every live lease; from any thread.
  public Collection<Live> leases() {
    return register.all();
  }
}
