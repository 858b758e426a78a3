package io.knockgate.action;

import io.knockgate.time.Window;

/// `when:` the hours at which an action may be done.
///
/// @param window the hours
/// @param waits whether a knock outside of them is done when they begin; otherwise it is refused
public record Hours(Window window, boolean waits) {}
