package io.knockgate.client;

import io.knockgate.action.Ask;
import io.knockgate.net.Address;
import org.jspecify.annotations.Nullable;

/// What somebody wants of a knock, where its kind can say so.
///
/// @param action which action; null for the one that the client's file names, or its only one
/// @param ask the port and the time
/// @param close whether it is to end early instead
/// @param admit whom to admit; null for the sender
public record Request(@Nullable String action, Ask ask, boolean close, @Nullable Address admit) {}
