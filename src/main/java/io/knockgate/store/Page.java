package io.knockgate.store;

import io.knockgate.journal.Event;
import java.util.List;

/// A part of the history, which as a whole may not fit into memory.
///
/// @param events newest first, at most [#MOST]; empty where there are no more
/// @param last the number of the last of them: what [Store#history] begins before for the next page
public record Page(List<Event> events, long last) {
  /// Events of a page.
  static final int MOST = 100;

  /// What the newest page comes before.
  public static final long NEWEST = Long.MAX_VALUE;

  public Page {
    events = List.copyOf(events);
  }
}
