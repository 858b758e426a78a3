package io.knockgate.control;

import com.google.gson.JsonObject;

/// What somebody asks the daemon for.
///
/// @param command its name: `status`, `close` and so on
/// @param arguments whatever the command takes; empty if nothing. Nothing in it is believed
/// @param user who asks, as the kernel says (SO_PEERCRED): a name, or a number without one
public record Request(String command, JsonObject arguments, String user) {}
