package io.knockgate.gateway.nftables;

import static io.knockgate.gateway.nftables.TheirRule.text;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.knockgate.net.Port;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What `nft -j list ruleset` says of other people's chains. An accept in our table can't overrule
/// a drop in another: only a rule there can.
final class Ruleset {
  private final TableSpec spec;

  /// Base chains of others at the hooks input and forward.
  private final List<Chain> chains = new ArrayList<>();

  private final Map<String, List<TheirRule>> rules = new TreeMap<>();

  private record Chain(String family, String table, String name, String hook, boolean drops) {
    boolean isInput() {
      return hook.equals("input");
    }
  }

  private Ruleset(String ruleset, TableSpec spec) {
    this.spec = spec;
    var root = JsonParser.parseString(ruleset).getAsJsonObject();
    for (var item : root.getAsJsonArray("nftables")) {
      var object = item.getAsJsonObject();
      if (object.has("chain")) {
        addChain(object.getAsJsonObject("chain"));
      } else if (object.has("rule")) {
        addRule(object.getAsJsonObject("rule"));
      }
    }
  }

  /// What the ruleset means for our table. A chain is an obstacle when it drops or rejects what is
  /// left at its end, and accepts no packet with our mark, itself or in a chain that it jumps to,
  /// nor all of our ports.
  static Surroundings read(String ruleset, TableSpec spec) {
    var read = new Ruleset(ruleset, spec);
    boolean answers = !read.dropsUnknown("ip") || !read.dropsUnknown("ip6");
    return new Surroundings(read.obstacles(), answers, answers ? spec.sockets() : Set.of());
  }

  private void addChain(JsonObject chain) {
    var hook = text(chain, "hook");
    boolean ours = text(chain, "table").equals(TableText.TABLE);
    if (!ours && (hook.equals("input") || hook.equals("forward"))) {
      chains.add(
          new Chain(
              text(chain, "family"),
              text(chain, "table"),
              text(chain, "name"),
              hook,
              text(chain, "policy").equals("drop")));
    }
  }

  private void addRule(JsonObject rule) {
    rules
        .computeIfAbsent(
            key(text(rule, "family"), text(rule, "table"), text(rule, "chain")),
            _ -> new ArrayList<>())
        .add(new TheirRule(rule.getAsJsonArray("expr")));
  }

  private List<TheirRule> rules(Chain base, String chain) {
    return rules.getOrDefault(key(base.family, base.table, chain), List.of());
  }

  private List<Obstacle> obstacles() {
    return chains.stream()
        .filter(chain -> endsInDrop(chain, true))
        .map(this::obstacle)
        .filter(chain -> chain.admitted() || chain.answers())
        .toList();
  }

  private Obstacle obstacle(Chain chain) {
    var reached = new ArrayList<TheirRule>();
    collect(chain, chain.name, reached, new HashSet<>());
    boolean passes = reached.stream().anyMatch(TheirRule::acceptsMark);
    var ports = new TreeSet<Port>();
    if (chain.isInput()) {
      ports.addAll(spec.guard());
      ports.addAll(spec.sockets());
      reached.stream()
          .flatMap(rule -> rule.accepted(Set.copyOf(ports)))
          .toList()
          .forEach(ports::remove);
      passes |= ports.isEmpty();
    } else {
      passes |= reached.stream().anyMatch(TheirRule::acceptsForwards);
    }
    boolean answered = chain.isInput() || reached.stream().anyMatch(TheirRule::acceptsAnswers);
    return new Obstacle(
        chain.family, chain.table, chain.name, chain.hook, ports, !passes, !answered);
  }

  /// The rules of a chain, and of those that it sends packets on to, as far as they can be about
  /// what comes in on our interfaces.
  private void collect(Chain base, String chain, List<TheirRule> reached, Set<String> seen) {
    if (!seen.add(chain)) {
      return;
    }
    for (var rule : rules(base, chain)) {
      if (rule.isFor(spec.wan())) {
        reached.add(rule);
        rule.target().ifPresent(target -> collect(base, target, reached, seen));
        if (rule.takesAll(spec.wan())) {
          return;
        }
      }
    }
  }

  /// Whether a chain at the hook input drops what is left at its end, by its policy or by its last
  /// rule.
  private boolean dropsUnknown(String family) {
    return chains.stream()
        .filter(Chain::isInput)
        .filter(chain -> chain.family.equals(family) || chain.family.equals("inet"))
        .anyMatch(chain -> endsInDrop(chain, false));
  }

  private boolean endsInDrop(Chain chain, boolean orReject) {
    var own = rules(chain, chain.name);
    return chain.drops || (!own.isEmpty() && own.getLast().endsAll(orReject));
  }

  private static String key(String family, String table, String chain) {
    return family + " " + table + " " + chain;
  }
}
