package io.knockgate.packet;

/// What became of a frame.
public sealed interface Decoded permits Packet, Decoded.Malformed, Decoded.NotForUs {

  /// The bytes contradict themselves or end too soon.
  ///
  /// @param reason one of a fixed set of short texts, fit for a counter's name
  record Malformed(String reason) implements Decoded {}

  /// A sound packet that is no knock: not TCP or UDP, not a pure SYN, a later fragment.
  record NotForUs() implements Decoded {}
}
