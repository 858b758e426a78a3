package io.knockgate.action;

import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.time.Duration;
import java.util.List;

/// What the operator wrote down to be done for a knock: one file of `actions/`.
///
/// @param name the file's name without `.yaml`
/// @param step what is done
/// @param term how long its doors stay open
/// @param atClose what becomes of sessions that are still up then
/// @param leases how many leases of this action may be open at once
public record Action(String name, Step step, Term term, AtClose atClose, int leases) {
  /// `leases` of an action that names no limit.
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /// What came of binding an action to a source.
  public sealed interface Binding {}

  /// What is to be opened, and for how long.
  ///
  /// @param openings not empty
  /// @param time positive
  public record Bound(List<Opening> openings, Duration time) implements Binding {}

  /// The action can't be done for this source or this wish.
  ///
  /// @param reason in the operator's words
  public record Unbindable(String reason) implements Binding {}

  /// Binds the action to one source and what its knock asked for. Never wider than written: the
  /// source, the outside port and the inside host are each pinned to one value.
  public Binding bind(Address source, Ask ask) {
    var time = term.grant(ask.time());
    return switch (step) {
      case Step.Open(var port) -> new Bound(List.of(new Opening.Pinhole(source, port)), time);
      case Step.OpenAsked(var among) -> {
        var port = ask.port();
        if (port == null) {
          yield new Unbindable(
              "the knock names no port, and the action opens the one that is asked for");
        }
        yield among.contains(port)
            ? new Bound(List.of(new Opening.Pinhole(source, port)), time)
            : new Unbindable(port + " was asked for, which is not among " + among);
      }
      case Step.Forward(var port, var to, var masquerade) ->
          to.stream()
              .filter(target -> target.address().isV6() == source.isV6())
              .findFirst()
              .<Binding>map(
                  target -> new Bound(List.of(forward(source, port, target, masquerade)), time))
              .orElseGet(
                  () -> new Unbindable("the action forwards to no " + source.family() + " host"));
    };
  }

  private static Opening forward(Address source, Port port, Endpoint to, boolean masquerade) {
    return new Opening.Forward(source, port, to, masquerade);
  }
}
