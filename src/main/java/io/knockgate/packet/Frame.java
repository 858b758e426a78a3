package io.knockgate.packet;

/// Bytes that a capture heard, as they came; nothing in them is believed. The array belongs to the
/// frame from here on and is never written again.
///
/// @param bytes what was captured, perhaps less than was sent
/// @param link what the bytes begin with
/// @param nanos when it was heard, on the monotonic clock of [io.knockgate.time.Moment]; of a file,
///     on the clock of who captured it
/// @param capture the number of the capture that heard it, from 0, in the order of the
///     configuration
@SuppressWarnings("ArrayRecordComponent") // one per packet, on the hot path; never compared
public record Frame(byte[] bytes, Link link, long nanos, int capture) implements Heard {}
