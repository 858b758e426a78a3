package io.knockgate.replay;

import java.time.Instant;

/// What tells a knock that counts only once from the same one played again.
public sealed interface Mark {
  /// Marks of different series have nothing to do with each other: the name of a knock, or of a
  /// client. At most 64 characters.
  String series();

  /// One of an ascending row: new if its number is greater than any of the series before. Nothing
  /// is ever forgotten, and a series needs room for one number.
  ///
  /// @param number for instance a count of periods since 1970
  /// @param since when its knock was good at the earliest: who has lost the marks until a later
  ///     time can't know that it is new
  record Counter(String series, long number, Instant since) implements Mark {}

  /// One of a set: new if the series does not have it yet.
  ///
  /// @param value what tells it from others, at most 64 characters: a digest
  /// @param until when it may be forgotten; [Instant#MAX] for never
  record Once(String series, String value, Instant until) implements Mark {}

  /// One of a set whose members say when they were made, in a unit so coarse that several may share
  /// it: new if the series does not have it yet, and if it was made after everything that the
  /// series has forgotten. A series keeps the [#MOST] that were made last. So what was forgotten is
  /// never new again, whatever the clock says, and a series needs room for so many.
  ///
  /// @param value what tells it from others, at most 64 characters: a digest
  /// @param at when it says that it was made
  /// @param since when its knock was good at the earliest, as with [Counter]
  record Stamped(String series, String value, Instant at, Instant since) implements Mark {
    /// How many a series keeps: more than a client needs within the time that its knocks are fresh.
    public static final int MOST = 256;
  }
}
