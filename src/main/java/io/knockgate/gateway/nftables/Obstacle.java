package io.knockgate.gateway.nftables;

/// A chain of somebody else that drops what no rule of it accepts, and has none for what our doors
/// and sockets admit.
///
/// @param family its table's family, such as `inet`
/// @param table its table
/// @param chain its name
/// @param hook `input` or `forward`
public record Obstacle(String family, String table, String chain, String hook) {
  /// The rule that it lacks.
  public static final String RULE = "meta mark and " + Mark.MATCH + " accept";

  /// The command that adds the rule.
  public String remedy() {
    return "nft insert rule " + family + " " + table + " " + chain + " " + RULE;
  }
}
