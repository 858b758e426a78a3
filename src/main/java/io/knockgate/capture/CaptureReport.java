package io.knockgate.capture;

/// How a capture is doing.
///
/// @param name as in the configuration: `nflog 62`, `interface wan0`
/// @param listening whether packets would be heard now
/// @param detail why not, or the empty text
/// @param heard packets since the start, those that a screen kept out included
/// @param lost packets that the kernel says it dropped because we were too slow, or lines that a
///     log says are missing
public record CaptureReport(String name, boolean listening, String detail, long heard, long lost) {}
