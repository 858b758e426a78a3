package io.knockgate.action;

import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the operator wrote down to be done for a knock: one file of `actions/`.
///
/// @param name the file's name without `.yaml`
/// @param step what is done
/// @param term how long its doors stay open; for a job, how long it may run
/// @param atClose what becomes of sessions that are still up then; a job has none
/// @param leases how many leases of this action may be open at once; a job opens none
public record Action(String name, Step step, Term term, AtClose atClose, int leases) {
  /// `leases` of an action that names no limit.
  public static final int UNLIMITED = Integer.MAX_VALUE;

  private static final String NO_PORT = "the knock names no port, and the action needs one";

  /// An action that starts a job and opens no door.
  public static Action job(String name, Step.Run run) {
    return new Action(name, run, Term.fixed(run.timeout()), AtClose.CUT, UNLIMITED);
  }

  /// Whether it opens doors, which must be for somebody.
  public boolean opensDoors() {
    return switch (step) {
      case Step.Open _, Step.OpenAsked _, Step.Forward _ -> true;
      case Step.Run _ -> false;
    };
  }

  /// What came of binding an action to a source.
  public sealed interface Binding {}

  /// What is to be opened, and for how long.
  ///
  /// @param openings not empty
  /// @param time positive
  public record Bound(List<Opening> openings, Duration time) implements Binding {}

  /// A job is to be run; no door opens.
  public record Job(JobRun run) implements Binding {}

  /// The action can't be done for this source or this wish.
  ///
  /// @param reason in the operator's words
  public record Unbindable(String reason) implements Binding {}

  /// Binds the action to one source and what its knock asked for. Never wider than written: the
  /// source, the outside port and the inside host are each pinned to one value.
  ///
  /// @param client who knocked, as a job is told
  public Binding bind(String client, Address source, Ask ask) {
    var time = term.grant(ask.time());
    return switch (step) {
      case Step.Open(var port) -> new Bound(List.of(new Opening.Pinhole(source, port)), time);
      case Step.OpenAsked(var among) -> {
        var port = ask.port();
        if (port == null) {
          yield new Unbindable(NO_PORT);
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
      case Step.Run run -> job(run, client, source, ask.port());
    };
  }

  /// Whether this is a door that the action, as it is written now, can open.
  public boolean covers(Opening opening) {
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
      case Step.Run _ -> false;
    };
  }

  private Binding job(Step.Run run, String client, Address source, @Nullable Port port) {
    var command = new ArrayList<String>();
    for (var word : run.command()) {
      switch (word) {
        case Word.Text(var text) -> command.add(text);
        case Word.Placeholder.CLIENT -> command.add(client);
        case Word.Placeholder.SOURCE -> command.add(source.toString());
        case Word.Placeholder.ACTION -> command.add(name);
        case Word.Placeholder.PORT -> {
          if (port == null) {
            return new Unbindable(NO_PORT);
          }
          command.add(Integer.toString(port.number()));
        }
      }
    }
    return new Job(new JobRun(source, command, run.timeout()));
  }

  private static Opening forward(Address source, Port port, Endpoint to, boolean masquerade) {
    return new Opening.Forward(source, port, to, masquerade);
  }
}
