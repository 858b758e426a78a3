package io.knockgate.journal;

/// Where events are told. Never blocks on the disk and never throws: telling must not delay a door.
@FunctionalInterface
public interface Journal {
  /// Tells one event.
  void tell(Event event);
}
