package io.knockgate.lease;

import io.knockgate.access.Grant;
import io.knockgate.action.Action;
import io.knockgate.action.Ask;
import io.knockgate.action.AtClose;
import io.knockgate.action.Stay;
import io.knockgate.action.Step;
import io.knockgate.action.Term;
import io.knockgate.gateway.FakeGateway;
import io.knockgate.gateway.GatewayException;
import io.knockgate.id.Id;
import io.knockgate.job.Due;
import io.knockgate.job.Job;
import io.knockgate.journal.Event;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import io.knockgate.time.Moment;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// A lease book with all it needs, in a world whose clock the test moves.
final class Scene {
  static final Address ALICE = Address.v4(0xcb007109);
  static final Address BOB = Address.v4(0xcb00710a);
  static final Address CAROL = Address.v6(0x20010db8_00000000L, 9);

  static final Action NAS =
      forward("ssh-to-nas", Port.tcp(2222), new Endpoint(Address.v4(0x0a140005), 22));
  static final Action MAIL =
      forward("ssh-to-mail", Port.tcp(2222), new Endpoint(Address.v4(0x0a140006), 22));
  static final Action SSH = pinhole("open-ssh", AtClose.CUT, Port.tcp(22));
  static final Action ADMIN = pinhole("admin", AtClose.CUT, Port.tcp(22));
  static final Action KEPT = pinhole("kept", AtClose.KEEP, Port.tcp(22));
  static final Action ASKED = pinhole("open-asked", AtClose.CUT, Port.tcp(22), Port.tcp(443));

  final FakeGateway gateway = new FakeGateway();
  final Outbox outbox = new Outbox();
  final List<Event> told = new ArrayList<>();
  final Map<Id, LeaseState.Open> disk = new LinkedHashMap<>();
  private final Aftermath aftermath;
  LeaseBook book;
  Moment now = new Moment(Instant.parse("2026-03-01T12:00:00Z"), 1_000_000);

  Scene() {
    this(Aftermath.NONE);
  }

  Scene(Aftermath aftermath) {
    this.aftermath = aftermath;
    this.book = newBook(1);
  }

  private LeaseBook newBook(int seed) {
    return new LeaseBook(gateway, told::add, outbox, aftermath, new SplittableRandom(seed));
  }

  static Action pinhole(String name, AtClose atClose, Port... ports) {
    var step =
        ports.length == 1
            ? new Step.Open(ports[0])
            : new Step.OpenAsked(new LinkedHashSet<>(List.of(ports)));
    var term = Term.asked(Duration.ofHours(4));
    return Action.door(name, step, term, atClose, Stay.UNLIMITED);
  }

  /// The same, but the door shuts behind its first connection.
  static Action once(String name, Port port) {
    var all = pinhole(name, AtClose.CUT, port);
    var stay = new Stay(all.stay().term(), AtClose.CUT, true, Stay.UNLIMITED);
    return new Action(name, all.steps(), all.then(), stay, all.course(), all.notices());
  }

  static Action forward(String name, Port port, Endpoint... to) {
    var term = Term.asked(Duration.ofHours(4));
    var step = new Step.Forward(port, List.of(to), false);
    return Action.door(name, step, term, AtClose.CUT, Stay.UNLIMITED);
  }

  static Action limited(Action action, int leases) {
    var stay = action.stay();
    return Action.door(
        action.name(), action.steps().getFirst(), stay.term(), stay.atClose(), leases);
  }

  static Grant.Open grant(Action action, Address source, Port port, Duration time) {
    var claim =
        new Claim(
            "knock", Claim.ANONYMOUS, new Wish.Open(action.name()), source, new Ask(port, time));
    return switch (action.bind(claim.client(), source, claim.ask())) {
      case Action.Bound bound -> new Grant.Open(claim, action, bound.openings(), bound.time());
      case Action.Unbindable _ -> throw new AssertionError(action + " " + claim);
    };
  }

  static Map<String, Action> actions(Action... actions) {
    var byName = new LinkedHashMap<String, Action>();
    Stream.of(actions).forEach(action -> byName.put(action.name(), action));
    return byName;
  }

  /// A knock that asks for this time, and for port 22 where the action lets it ask.
  Outcome knock(Action action, Address source, int minutes) {
    return knock(action, source, Port.tcp(22), minutes);
  }

  Outcome knock(Action action, Address source, Port port, int minutes) {
    return book.open(grant(action, source, port, Duration.ofMinutes(minutes)), now);
  }

  /// A knock that must be granted.
  LeaseState.Open opened(Action action, Address source, int minutes) {
    return switch (knock(action, source, minutes)) {
      case Outcome.Opened(var state, _) -> state;
      case Outcome.Refused(var reason) -> throw new AssertionError(reason);
    };
  }

  Optional<LeaseState> knockShut(Action action, Address source) {
    var wish = new Wish.Close(action.name());
    return book.close(
        new Grant.Close(new Claim("shut", "anonymous", wish, source, Ask.NOTHING)), now);
  }

  /// A job that was promised now, for Alice's backup.
  Job job(long id, Duration after) {
    var claim = new Claim("knock", "anonymous", new Wish.Open("backup"), ALICE, Ask.NOTHING);
    var due = new Due(now.plus(after), false);
    return new Job(new Id(id), claim, Job.Part.STEPS, null, now, due, 0, 0);
  }

  void pass(Duration time) {
    now = now.plus(time);
    gateway.pass(time);
  }

  /// Somebody steps the wall clock.
  void step(Duration time) {
    now = new Moment(now.wall().plus(time), now.nanos());
  }

  /// All that is noted gets on the disk.
  void write() {
    for (var batch = outbox.take(100); !batch.isEmpty(); batch = outbox.take(100)) {
      batch.gone().forEach(disk::remove);
      batch.open().forEach(open -> disk.put(open.lease().id(), open));
    }
  }

  /// The process dies after all is written, and another begins with what is on the disk.
  void restart(Map<String, Action> actions) throws GatewayException {
    write();
    book = newBook(2);
    book.adopt(
        new Remembered(List.copyOf(disk.values()), List.of()),
        lease -> lease.isWrittenIn(actions),
        now);
  }

  /// The last event's word, action and reason.
  String lastTold() {
    var event = told.getLast();
    return (event.getClass().getSimpleName() + " " + event.action() + " " + event.reason()).strip();
  }
}
