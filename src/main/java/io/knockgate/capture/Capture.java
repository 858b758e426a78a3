package io.knockgate.capture;

/// A place where knocks are heard.
///
/// Life: [#open] once, then [#listen] on a thread of its own until [#close] from another. What can
/// change while the daemon lives (an interface that goes down, is renamed, comes late) is waited
/// out inside [#listen] and told by [#report]; what can't (a missing library, capability or kernel
/// module) is a [CaptureException] from [#open].
public interface Capture extends AutoCloseable {
  /// Takes what the machine must lend: sockets, a library. Hears nothing yet.
  void open() throws CaptureException;

  /// Hands every packet to the ear until closed. Survives lost packets and vanished interfaces.
  void listen(Ear ear);

  /// Hears this from now on, within a quarter of a second; from any thread, and before [#open] too.
  void tune(Tuning tuning);

  /// How it is doing; from any thread.
  CaptureReport report();

  /// Ends [#listen] within a second and gives everything back. Can be repeated.
  @Override
  void close();
}
