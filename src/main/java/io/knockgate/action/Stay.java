package io.knockgate.action;

/// How an action's doors are open.
///
/// @param term how long
/// @param atClose what becomes of sessions that are still up then
/// @param once whether a door shuts behind its first connection, which lives until the time is over
/// @param leases how many leases of the action may be open at once
public record Stay(Term term, AtClose atClose, boolean once, int leases) {
  /// `leases` of an action that names no limit.
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /// That of an action that opens nothing: it means nothing.
  public static final Stay NONE = new Stay(Term.fixed(Term.USUAL), AtClose.CUT, false, UNLIMITED);
}
