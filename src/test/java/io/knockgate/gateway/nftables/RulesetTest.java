package io.knockgate.gateway.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.Port;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What `nft -j list ruleset` says of other people's chains.
class RulesetTest {
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

  private static List<Obstacle> obstacles(String ruleset) {
    return Ruleset.read(ruleset, Set.of()).obstacles();
  }

  private static boolean answers(String... items) {
    return Ruleset.read(ruleset(items), Set.of()).answersClosedPorts();
  }

  @Test
  void closedPortsAnswerUnlessAChainDropsTheRestOfBothFamilies() {
    var ends = rule("input", "{\"counter\": null}", "{\"drop\": null}");
    assertThat(answers()).isTrue();
    assertThat(answers(INPUT)).isFalse();
    assertThat(answers(INPUT.replace("\"inet\"", "\"ip\""))).isTrue();
    assertThat(answers(INPUT.replace("\"hook\": \"input", "\"hook\": \"forward"))).isTrue();
    assertThat(answers(INPUT.replace("\"drop\"", "\"accept\""))).isTrue();
    assertThat(answers(INPUT.replace("\"drop\"", "\"accept\""), ends)).isFalse();
    assertThat(
            answers(
                INPUT.replace("\"drop\"", "\"accept\""), rule("input", AND, "{\"drop\": null}")))
        .isTrue();
    assertThat(
            answers(
                INPUT.replace("\"drop\"", "\"accept\""), ends, rule("input", "{\"accept\": null}")))
        .isTrue();
  }

  @Test
  void aSocketStandsOutWhereClosedPortsAnswer() {
    var sockets = Set.of(Port.udp(62201));
    assertThat(Ruleset.read(ruleset(), sockets).standingOut()).isEqualTo(sockets);
    assertThat(Ruleset.read(ruleset(INPUT), sockets).standingOut()).isEmpty();
    assertThat(Surroundings.standsOut(Port.udp(62201)))
        .isEqualTo(
            "a scan can tell udp/62201, which our socket hears, from its neighbours: closed ports"
                + " answer, and it is silent; hear it by nflog instead (no udp capture), or let a"
                + " chain at hook input drop what it doesn't know");
  }

  @Test
  void aChainThatDropsByPolicyIsOne() {
    assertThat(obstacles(ruleset(INPUT)))
        .containsExactly(new Obstacle("inet", "filter", "input", "input"));
    assertThat(new Obstacle("inet", "filter", "input", "input").remedy())
        .isEqualTo(
            "nft insert rule inet filter input " + "meta mark and 0xff000000 == 0x6b000000 accept");
  }

  @Test
  void chainsThatAcceptOurOwnAndOtherHooksAreNone() {
    assertThat(obstacles(ruleset())).isEmpty();
    assertThat(obstacles(ruleset(INPUT.replace("drop", "accept")))).isEmpty();
    assertThat(obstacles(ruleset(INPUT.replace("\"filter\", \"name", "\"knockgate\", \"name"))))
        .isEmpty();
    assertThat(obstacles(ruleset(INPUT.replace("\"hook\": \"input", "\"hook\": \"output"))))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {AND, PREFIX})
  void aRuleThatAcceptsTheMarkMakesItNone(String mark) {
    assertThat(obstacles(ruleset(INPUT, rule("input", mark, "{\"accept\": null}")))).isEmpty();
    assertThat(
            obstacles(
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
      assertThat(obstacles(ruleset(INPUT, rule))).as(rule).hasSize(1);
    }
  }
}
