package io.knockgate.packet;

/// What a capture hands over: a frame's bytes, or, where it never saw them, a packet that somebody
/// else opened (the kernel, which wrote it into the firewall log).
public sealed interface Heard permits Frame, Packet {}
