package io.knockgate.knock;

import io.knockgate.action.Ask;
import io.knockgate.journal.Event;
import io.knockgate.net.Address;
import io.knockgate.replay.Mark;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A recognised knock: what a source claims to be entitled to. Nothing is granted yet.
///
/// @param knock the name under `knocks:`; null where somebody asked by a command
/// @param client the name under `clients:`, or [#ANONYMOUS]
/// @param wish what the knock stands for
/// @param source the address to admit
/// @param ask what the knock itself asked for
/// @param mark what makes it count only once; null where it can be repeated
/// @param sender the address that the knock came from
/// @param key which of the client's keys proved it: the fingerprint of an SSH key, `fwknop`; null
///     where none did
public record Claim(
    @Nullable String knock,
    String client,
    Wish wish,
    Address source,
    Ask ask,
    @Nullable Mark mark,
    Address sender,
    @Nullable String key) {
  /// The client of a knock that proves nobody in particular.
  public static final String ANONYMOUS = "anonymous";

  /// A claim that no key proved.
  public Claim(
      @Nullable String knock,
      String client,
      Wish wish,
      Address source,
      Ask ask,
      @Nullable Mark mark) {
    this(knock, client, wish, source, ask, mark, source, null);
  }

  /// A claim that can be repeated.
  public Claim(@Nullable String knock, String client, Wish wish, Address source, Ask ask) {
    this(knock, client, wish, source, ask, null);
  }

  /// The address that the knock came from, where that is another one than the source.
  public @Nullable Address otherSender() {
    return sender.equals(source) ? null : sender;
  }

  /// What is told of it where it is refused.
  ///
  /// @param reason in the operator's words
  public Event.Refused refused(Instant at, String reason) {
    return new Event.Refused(at, client, key, source, otherSender(), knock, wish.action(), reason);
  }
}
