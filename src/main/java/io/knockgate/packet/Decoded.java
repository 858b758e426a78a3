package io.knockgate.packet;

/// What became of a frame.
public sealed interface Decoded permits Packet, Decoded.Malformed, Decoded.NotForUs {
  NotForUs NOT_FOR_US = new NotForUs();

  Malformed TRUNCATED = new Malformed("truncated");
  Malformed BAD_VERSION = new Malformed("bad version");
  Malformed BAD_LENGTH = new Malformed("bad length");
  Malformed MAPPED_ADDRESS = new Malformed("mapped address");
  Malformed TOO_MANY_TAGS = new Malformed("too many tags");
  Malformed TOO_MANY_EXTENSIONS = new Malformed("too many extensions");

  /// The bytes contradict themselves or end too soon.
  ///
  /// @param reason one of the fixed set of short texts above, fit for a counter's name
  record Malformed(String reason) implements Decoded {}

  /// A sound packet that is no knock: not TCP or UDP, not a pure SYN, a later fragment.
  record NotForUs() implements Decoded {}
}
