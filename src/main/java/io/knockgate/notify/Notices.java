package io.knockgate.notify;

import io.knockgate.action.Action;
import io.knockgate.journal.Event;
import io.knockgate.journal.Journal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/// Passes events on, and tells people of those whose action names a channel in its `notify`.
/// Telling them is left to a thread for each channel: whoever tells an event here waits for none.
///
/// Nothing of it is kept on the disk. A channel that can't be told, after some tries, is a
/// [Event.Notice] in the journal. Any thread may call it.
public final class Notices implements Journal, AutoCloseable {
  private final Journal journal;
  private final Patience patience;
  private volatile Round round;

  /// @param addressees who can be told
  /// @param actions say who is told; each name in their `notices` is an addressee's
  /// @param journal where events are passed on to
  public Notices(Collection<Addressee> addressees, Collection<Action> actions, Journal journal) {
    this(addressees, actions, journal, Patience.USUAL);
  }

  Notices(
      Collection<Addressee> addressees,
      Collection<Action> actions,
      Journal journal,
      Patience patience) {
    this.journal = journal;
    this.patience = patience;
    this.round = round(addressees, actions);
  }

  /// Who is told of which action's events.
  private record Round(Collection<Delivery> all, Map<String, List<Delivery>> byAction) {}

  private Round round(Collection<Addressee> addressees, Collection<Action> actions) {
    var all = new HashMap<String, Delivery>();
    for (var to : addressees) {
      all.put(to.name(), new Delivery(to, patience, journal));
    }
    var byAction = new HashMap<String, List<Delivery>>();
    for (var action : actions) {
      byAction.put(
          action.name(),
          action.notices().stream()
              .map(name -> Objects.requireNonNull(all.get(name), name))
              .toList());
    }
    return new Round(all.values(), byAction);
  }

  /// Starts the threads; what was told before waits for them.
  ///
  /// @return this
  public Notices start() {
    round.all().forEach(Delivery::start);
    return this;
  }

  /// Others are told from now on. Those until now get a few seconds for what waits; returns
  /// at once.
  public void reform(Collection<Addressee> addressees, Collection<Action> actions) {
    var next = round(addressees, actions);
    next.all().forEach(Delivery::start);
    var before = round;
    round = next;
    before.all().forEach(delivery -> delivery.stop("the configuration was read again"));
  }

  /// Which channels could not be told when that was tried last, and why, in the operator's words;
  /// the empty text where all could. From any thread.
  public String trouble() {
    return round.all().stream()
        .map(Delivery::trouble)
        .filter(trouble -> !trouble.isEmpty())
        .sorted()
        .collect(Collectors.joining("; "));
  }

  @Override
  public void tell(Event event) {
    journal.tell(event);
    Occasion.of(event)
        .ifPresent(
            occasion ->
                round
                    .byAction()
                    .getOrDefault(event.action(), List.of())
                    .forEach(delivery -> delivery.offer(occasion, event)));
  }

  /// Stops the threads. They get a few seconds for what waits, and the journal must still take what
  /// they could not tell.
  @Override
  public void close() {
    long end = System.nanoTime() + patience.farewell().toNanos();
    var deliveries = round.all();
    deliveries.forEach(delivery -> delivery.stop("the daemon stops"));
    try {
      for (var delivery : deliveries) {
        delivery.join(end);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
