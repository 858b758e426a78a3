package io.knockgate.gateway.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `nft -j list ruleset` says of other people's chains.
class ObstaclesTest {
  private static final String INPUT =
      """
      {"chain": {"family": "inet", "table": "filter", "name": "input", "handle": 1,
        "type": "filter", "hook": "input", "prio": 0, "policy": "drop"}}""";
  private static final String AND =
      """
      {"match": {"op": "==", "left": {"&": [{"meta": {"key": "mark"}}, 4278190080]},
        "right": 1795162112}}""";
  private static final String PREFIX =
      """
      {"match": {"op": "==", "left": {"meta": {"key": "mark"}},
        "right": {"prefix": {"addr": 1795162112, "len": 8}}}}""";

  private static String ruleset(String... items) {
    return "{\"nftables\": [{\"metainfo\": {\"version\": \"1.0.6\"}}"
        + (items.length == 0 ? "" : ", " + String.join(", ", items))
        + "]}";
  }

  private static String rule(String chain, String... expressions) {
    return "{\"rule\": {\"family\": \"inet\", \"table\": \"filter\", \"chain\": \""
        + chain
        + "\", \"expr\": ["
        + String.join(", ", expressions)
        + "]}}";
  }

  @Test
  void aChainThatDropsByPolicyIsOne() {
    assertThat(Obstacles.in(ruleset(INPUT)))
        .containsExactly(new Obstacle("inet", "filter", "input", "input"));
    assertThat(new Obstacle("inet", "filter", "input", "input").remedy())
        .isEqualTo(
            "nft insert rule inet filter input " + "meta mark and 0xff000000 == 0x6b000000 accept");
  }

  @Test
  void chainsThatAcceptOurOwnAndOtherHooksAreNone() {
    assertThat(Obstacles.in(ruleset())).isEmpty();
    assertThat(Obstacles.in(ruleset(INPUT.replace("drop", "accept")))).isEmpty();
    assertThat(Obstacles.in(ruleset(INPUT.replace("\"filter\", \"name", "\"knockgate\", \"name"))))
        .isEmpty();
    assertThat(Obstacles.in(ruleset(INPUT.replace("\"hook\": \"input", "\"hook\": \"output"))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {AND, PREFIX})
  void aRuleThatAcceptsTheMarkMakesItNone(String mark) {
    assertThat(Obstacles.in(ruleset(INPUT, rule("input", mark, "{\"accept\": null}")))).isEmpty();
    assertThat(
            Obstacles.in(
                ruleset(
                    INPUT,
                    rule("input", "{\"jump\": {\"target\": \"ours\"}}"),
                    rule("ours", mark, "{\"accept\": null}"))))
        .isEmpty();
  }

  @Test
  void ruledThatDoSomethingElseDoNotCount() {
    for (var rule :
        new String[] {
          rule("input", AND, "{\"drop\": null}"),
          rule("input", "{\"accept\": null}"),
          rule("elsewhere", AND, "{\"accept\": null}"),
          rule("input", AND.replace("1795162112", "1"), "{\"accept\": null}"),
          rule("input", PREFIX.replace("8}", "9}"), "{\"accept\": null}"),
          rule("input", "{\"jump\": {\"target\": \"input\"}}"),
          rule("input", "{\"xt\": null}")
        }) {
      assertThat(Obstacles.in(ruleset(INPUT, rule))).as(rule).hasSize(1);
    }
  }
}
