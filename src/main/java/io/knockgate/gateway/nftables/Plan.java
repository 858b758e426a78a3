package io.knockgate.gateway.nftables;

/// What loading the table would change.
///
/// @param script the table as text
/// @param difference from what is loaded
/// @param surroundings what other people's chains mean for us
public record Plan(String script, Difference difference, Surroundings surroundings) {}
