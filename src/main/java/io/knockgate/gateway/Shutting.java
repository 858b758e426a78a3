package io.knockgate.gateway;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;

/// A door that is to be shut.
///
/// @param opening the door
/// @param atClose how it was opened: with [AtClose#CUT] its sessions are cut, with [AtClose#KEEP]
///     they live on
/// @param once whether it was opened for its first connection only
public record Shutting(Opening opening, AtClose atClose, boolean once) {}
