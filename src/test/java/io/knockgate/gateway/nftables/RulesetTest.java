package io.knockgate.gateway.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.util.List;
import java.util.OptionalInt;
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

  private static TableSpec spec(Port... sockets) {
    return new TableSpec(
        Set.of("wan"),
        Set.of(Port.tcp(22), Port.tcp(443)),
        List.of(),
        new PortRange(1, 65535),
        Set.of(),
        Set.of(),
        Set.of(sockets),
        TableSpec.Closed.DROP,
        OptionalInt.empty());
  }

  private static List<Obstacle> obstacles(String ruleset) {
    return Ruleset.read(ruleset, spec()).obstacles();
  }

  private static boolean answers(String... items) {
    return Ruleset.read(ruleset(items), spec()).answersClosedPorts();
  }

  private static String match(String left, String operator, String right) {
    return "{\"match\": {\"op\": \"%s\", \"left\": %s, \"right\": %s}}"
        .formatted(operator, left, right);
  }

  private static String ports(String right) {
    return match("{\"payload\": {\"protocol\": \"tcp\", \"field\": \"dport\"}}", "==", right);
  }

  private static String on(String operator, String right) {
    return match("{\"meta\": {\"key\": \"iifname\"}}", operator, right);
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
    var spec = spec(Port.udp(62201));
    assertThat(Ruleset.read(ruleset(), spec).standingOut()).isEqualTo(spec.sockets());
    assertThat(Ruleset.read(ruleset(INPUT), spec).standingOut()).isEmpty();
    assertThat(Surroundings.standsOut(Port.udp(62201)))
        .isEqualTo(
            "a scan can tell udp/62201, which our socket hears, from its neighbours: closed ports"
                + " answer, and it is silent; hear it by nflog instead (no udp capture), or let a"
                + " chain at hook input drop what it doesn't know");
  }

  @Test
  void aChainThatDropsByPolicyIsOne() {
    var obstacle = obstacles(ruleset(INPUT)).getFirst();
    assertThat(obstacle.words())
        .isEqualTo(
            "inet filter, chain input (input) drops what it doesn't know, and so what our doors"
                + " admit");
    assertThat(obstacle.remedy())
        .isEqualTo(
            "nft insert rule inet filter input meta mark and 0xff000000 == 0x6b000000 accept");
  }

  /// What firewalld loads has policies that accept, and rejects at the end.
  @Test
  void aChainThatRejectsTheRestIsOne() {
    var input =
        INPUT.replace("\"drop\"", "\"accept\"").replace("filter\", \"name", "firewalld\", \"name");
    var reject =
        rule("input", "{\"reject\": {\"type\": \"icmpx\"}}").replace("filter", "firewalld");
    var obstacle = obstacles(ruleset(input, reject)).getFirst();
    assertThat(obstacle.remedy())
        .isEqualTo(
            "firewall-cmd --permanent --add-port=22/tcp --add-port=443/tcp && firewall-cmd --reload");
  }

  /// What iptables manages it has to be able to read.
  @Test
  void whatIptablesManagesItMends() {
    var input = INPUT.replace("inet", "ip6").replace("\"input\", \"handle", "\"INPUT\", \"handle");
    assertThat(obstacles(ruleset(input)).getFirst().remedy())
        .isEqualTo("ip6tables -I INPUT -m mark --mark 0x6b000000/0xff000000 -j ACCEPT");
  }

  @Test
  void aForwardNeedsItsAnswersToo() {
    var forward = INPUT.replace("hook\": \"input", "hook\": \"forward");
    var mark = rule("input", AND, "{\"accept\": null}");
    var state = match("{\"ct\": {\"key\": \"state\"}}", "in", "[\"established\", \"related\"]");
    var answers = "nft insert rule inet filter input ct state established,related accept";
    assertThat(obstacles(ruleset(forward)).getFirst().remedy())
        .isEqualTo(
            answers
                + " && nft insert rule inet filter input"
                + " meta mark and 0xff000000 == 0x6b000000 accept");
    var obstacle = obstacles(ruleset(forward, mark)).getFirst();
    assertThat(obstacle.words()).endsWith(" the answers of hosts that a forward leads to");
    assertThat(obstacle.remedy()).isEqualTo(answers);
    var fromElsewhere = rule("input", on("==", "\"docker0\""), state, "{\"accept\": null}");
    assertThat(obstacles(ruleset(forward, mark, fromElsewhere))).hasSize(1);
    for (var pass : List.of(state, "{\"xt\": {\"type\": \"match\", \"name\": \"conntrack\"}}")) {
      assertThat(obstacles(ruleset(forward, mark, rule("input", pass, "{\"accept\": null}"))))
          .isEmpty();
    }
    var dnat = match("{\"ct\": {\"key\": \"status\"}}", "in", "\"dnat\"");
    assertThat(
            obstacles(
                ruleset(
                    forward,
                    rule("input", state, "{\"accept\": null}"),
                    rule("input", dnat, "{\"accept\": null}"))))
        .isEmpty();
  }

  @Test
  void aChainThatAcceptsOurPortsFromOurInterfaceIsNone() {
    var accept = "{\"accept\": null}";
    for (var all :
        List.of(
            "{\"set\": [22, 443]}",
            "{\"range\": [1, 1024]}",
            "{\"set\": [22, {\"range\": [400, 500]}]}")) {
      assertThat(obstacles(ruleset(INPUT, rule("input", ports(all), accept)))).as(all).isEmpty();
    }
    assertThat(obstacles(ruleset(INPUT, rule("input", ports("22"), accept))))
        .extracting(Obstacle::ports)
        .containsExactly(Set.of(Port.tcp(443)));
    var zones =
        ruleset(
            INPUT,
            rule("input", on("==", "\"lan\""), "{\"goto\": {\"target\": \"home\"}}"),
            rule("input", on("==", "\"%s\""), "{\"goto\": {\"target\": \"outside\"}}"),
            rule("input", "{\"goto\": {\"target\": \"home\"}}"),
            rule("home", ports("{\"set\": [22, 443]}"), accept),
            rule("outside", ports("22"), accept));
    for (var wan : List.of("wan", "w*")) {
      assertThat(obstacles(zones.formatted(wan))).as(wan).hasSize(1);
    }
    assertThat(obstacles(zones.formatted("dmz"))).isEmpty();
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
