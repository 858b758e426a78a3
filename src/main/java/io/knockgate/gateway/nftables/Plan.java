package io.knockgate.gateway.nftables;

import java.util.List;

/// What loading the table would change.
///
/// @param script the table as text
/// @param difference from what is loaded
/// @param obstacles other people's chains that would drop what our doors admit
public record Plan(String script, Difference difference, List<Obstacle> obstacles) {}
