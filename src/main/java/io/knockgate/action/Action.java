package io.knockgate.action;

import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the operator wrote down to be done for a knock: one file of `actions/`.
///
/// @param name the file's name without `.yaml`
/// @param steps what is done, in this order; not empty
/// @param then what is done after its doors are shut, in this order; opens no door
/// @param stay how its doors are open
/// @param course when it is done, and what if it can't be
/// @param notices who is told of it: names under `notify:`
public record Action(
    String name,
    List<Step> steps,
    List<Step> then,
    Stay stay,
    Course course,
    List<String> notices) {
  private static final String NO_PORT = "the knock names no port, and the action needs one";

  public Action {
    steps = List.copyOf(steps);
    then = List.copyOf(then);
    notices = List.copyOf(notices);
    if (steps.isEmpty() || then.stream().anyMatch(Step::opensDoor)) {
      throw new IllegalArgumentException(name + " does " + steps + ", then " + then);
    }
  }

  /// An action that does one thing at once.
  public static Action of(String name, Step step, Stay stay) {
    return new Action(name, List.of(step), List.of(), stay, Course.USUAL, List.of());
  }

  /// An action that opens one door at once.
  public static Action door(String name, Step step, Term term, AtClose atClose, int leases) {
    return of(name, step, new Stay(term, atClose, false, leases));
  }

  /// An action that starts a job and opens no door.
  public static Action job(String name, Step.Run run) {
    return of(name, run, Stay.NONE);
  }

  /// The same, of which these channels are told.
  public Action telling(List<String> channels) {
    return new Action(name, steps, then, stay, course, channels);
  }

  /// Whether it opens doors, which must be for somebody.
  public boolean opensDoors() {
    return steps.stream().anyMatch(Step::opensDoor);
  }

  /// Whether it is nothing but doors, to be opened when the knock is heard. Everything else takes a
  /// job.
  public boolean isImmediate() {
    return steps.stream().allMatch(Step::opensDoor)
        && course.after().isZero()
        && !course.hours().map(Hours::waits).orElse(false);
  }

  /// Whether it can only be done for a knock that names a port.
  public boolean needsPort() {
    return Stream.concat(steps.stream(), then.stream()).anyMatch(Step::needsPort);
  }

  /// What came of binding an action to a source.
  public sealed interface Binding {}

  /// What is to be done.
  ///
  /// @param orders in the order of the steps
  /// @param time how long the doors are to be open; positive
  public record Bound(List<Order> orders, Duration time) implements Binding {
    /// The doors among the orders.
    public List<Opening> openings() {
      return orders.stream().filter(Opening.class::isInstance).map(Opening.class::cast).toList();
    }
  }

  /// The action can't be done for this source or this wish.
  ///
  /// @param reason in the operator's words
  public record Unbindable(String reason) implements Binding {}

  /// Binds the action to one source and what its knock asked for. Never wider than written: the
  /// source, the outside port and the inside host are each pinned to one value.
  ///
  /// @param client who knocked, as a job is told
  public Binding bind(String client, Address source, Ask ask) {
    return bind(steps, client, source, ask);
  }

  /// Binds what follows when the doors are shut; its orders are tasks.
  public Binding bindThen(String client, Address source, Ask ask) {
    return bind(then, client, source, ask);
  }

  private Binding bind(List<Step> some, String client, Address source, Ask ask) {
    try {
      var orders = new ArrayList<Order>();
      for (var step : some) {
        orders.add(order(step, client, source, ask.port()));
      }
      return new Bound(orders, stay.term().grant(ask.time()));
    } catch (BadValue unfit) {
      return new Unbindable(String.valueOf(unfit.getMessage()));
    }
  }

  private Order order(Step step, String client, Address source, @Nullable Port asked)
      throws BadValue {
    return switch (step) {
      case Step.Open(var port) -> new Opening.Pinhole(source, port);
      case Step.OpenAsked(var among) -> {
        var port = named(asked);
        if (!among.contains(port)) {
          throw new BadValue(port + " was asked for, which is not among " + among);
        }
        yield new Opening.Pinhole(source, port);
      }
      case Step.Forward(var port, var to, var masquerade) ->
          new Opening.Forward(source, port, target(to, source), masquerade);
      case Step.Run run -> task(run, client, source, asked);
      case Step.Start(var unit, var timeout) -> new Task.Start(unit, timeout);
      case Step.Wake(var mac, var link) -> new Task.Wake(mac, link);
      case Step.Wait(var until, var atMost) -> new Task.Wait(until, atMost);
    };
  }

  private static Port named(@Nullable Port asked) throws BadValue {
    if (asked == null) {
      throw new BadValue(NO_PORT);
    }
    return asked;
  }

  private static Endpoint target(List<Endpoint> to, Address source) throws BadValue {
    for (var target : to) {
      if (target.address().isV6() == source.isV6()) {
        return target;
      }
    }
    throw new BadValue("the action forwards to no " + source.family() + " host");
  }

  private Task task(Step.Run run, String client, Address source, @Nullable Port port)
      throws BadValue {
    var command = new ArrayList<String>();
    for (var word : run.command()) {
      command.add(filled(word, client, source, port));
    }
    var environment = new LinkedHashMap<String, String>();
    environment.put("KNOCKGATE_SOURCE", source.toString());
    environment.put("KNOCKGATE_CLIENT", client);
    environment.put("KNOCKGATE_ACTION", name);
    for (var variable : run.environment().entrySet()) {
      environment.put(variable.getKey(), filled(variable.getValue(), client, source, port));
    }
    return new Task.Run(
        command, environment, run.directory(), run.user(), run.timeout(), run.warnings());
  }

  /// A word of the operator's as it is; a placeholder with a value that can't be taken for an
  /// option.
  private String filled(Word word, String client, Address source, @Nullable Port port)
      throws BadValue {
    var value =
        switch (word) {
          case Word.Text(var text) -> text;
          case Word.Placeholder.CLIENT -> client;
          case Word.Placeholder.SOURCE -> source.toString();
          case Word.Placeholder.ACTION -> name;
          case Word.Placeholder.PORT -> Integer.toString(named(port).number());
        };
    if (word instanceof Word.Placeholder && value.startsWith("-")) {
      throw new BadValue(value + " can't stand for " + word + ": it starts with a hyphen");
    }
    return value;
  }

  /// The outside port that it opens first, whatever is asked for; empty where it opens none such.
  public Optional<Port> door() {
    return steps.stream().flatMap(step -> step.door().stream()).findFirst();
  }

  /// Whether a knock that asks for this port gets it, or gets what it gets without asking.
  public boolean allows(Predicate<Port> asked) {
    return steps.stream()
        .allMatch(
            step -> !(step instanceof Step.OpenAsked(var among)) || among.stream().anyMatch(asked));
  }

  /// Which port was asked for, of the doors that the steps have opened; empty where none asks.
  ///
  /// @param openings those of the first steps that open a door, in their order
  public Optional<Port> asked(List<Opening> openings) {
    var doors = steps.stream().filter(Step::opensDoor).toList();
    for (int i = 0; i < Math.min(doors.size(), openings.size()); i++) {
      if (doors.get(i) instanceof Step.OpenAsked) {
        return Optional.of(openings.get(i).port());
      }
    }
    return Optional.empty();
  }

  /// The part of this time that lies within the action's hours: no door outlasts them.
  ///
  /// @param time positive
  /// @param now when it begins; outside of the hours nothing is taken off
  public Duration within(Duration time, Instant now) {
    return course
        .hours()
        .flatMap(hours -> hours.window().end(now))
        .map(end -> Duration.between(now, end))
        .filter(left -> left.compareTo(time) < 0)
        .orElse(time);
  }

  /// Whether this is a door that the action, as it is written now, can open.
  public boolean covers(Opening opening) {
    return steps.stream().anyMatch(step -> covers(step, opening));
  }

  private static boolean covers(Step step, Opening opening) {
    return switch (step) {
      case Step.Open(var port) ->
          opening instanceof Opening.Pinhole(_, var its) && port.equals(its);
      case Step.OpenAsked(var among) ->
          opening instanceof Opening.Pinhole(_, var its) && among.contains(its);
      case Step.Forward(var port, var to, var masquerade) ->
          opening instanceof Opening.Forward(_, var its, var target, var masqueraded)
              && port.equals(its)
              && to.contains(target)
              && masquerade == masqueraded;
      case Step.Run _, Step.Start _, Step.Wake _, Step.Wait _ -> false;
    };
  }
}
