package io.knockgate.notify;

/// A way to tell people. Called by one thread, which may wait here, but not for ever: at most a
/// minute or so.
@FunctionalInterface
public interface Channel {
  /// Tells one message, once.
  ///
  /// @throws ChannelException where it was not taken; the same message may be told again
  void tell(Message message) throws ChannelException;
}
