package io.knockgate.gateway.nftables;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.knockgate.net.Port;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What `nft -j list ruleset` says of other people's chains (libnftables-json(5)). An accept in our
/// table can't overrule a drop in another: only a rule there can.
final class Ruleset {
  /// Base chains of others at the hooks input and forward.
  private final List<Chain> chains = new ArrayList<>();

  private final Map<String, List<JsonArray>> rules = new TreeMap<>();

  private record Chain(String family, String table, String name, String hook, boolean drops) {}

  private Ruleset(String ruleset) {
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

  /// What the ruleset means for us. A chain is an obstacle when it drops by policy and accepts no
  /// packet with our mark, itself or in a chain that it jumps to.
  ///
  /// @param sockets the UDP ports that our own sockets hear
  static Surroundings read(String ruleset, Set<Port> sockets) {
    var read = new Ruleset(ruleset);
    boolean answers = !read.dropsUnknown("ip") || !read.dropsUnknown("ip6");
    return new Surroundings(read.obstacles(), answers, answers ? sockets : Set.of());
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
        .add(rule.getAsJsonArray("expr"));
  }

  private List<Obstacle> obstacles() {
    return chains.stream()
        .filter(Chain::drops)
        .map(chain -> new Obstacle(chain.family, chain.table, chain.name, chain.hook))
        .filter(chain -> !accepts(chain, chain.chain(), new HashSet<>()))
        .toList();
  }

  /// Whether a chain at the hook input drops what is left at its end, by its policy or by its last
  /// rule.
  private boolean dropsUnknown(String family) {
    return chains.stream()
        .filter(chain -> chain.hook.equals("input"))
        .filter(chain -> chain.family.equals(family) || chain.family.equals("inet"))
        .anyMatch(chain -> chain.drops || endsInDrop(chain));
  }

  private boolean endsInDrop(Chain chain) {
    var own = rules.getOrDefault(key(chain.family, chain.table, chain.name), List.of());
    if (own.isEmpty()) {
      return false;
    }
    for (var part : own.getLast()) {
      var expression = part.getAsJsonObject();
      if (!expression.has("drop") && !expression.has("counter") && !expression.has("log")) {
        return false;
      }
    }
    return own.getLast().toString().contains("\"drop\"");
  }

  private boolean accepts(Obstacle base, String chain, Set<String> seen) {
    if (!seen.add(chain)) {
      return false;
    }
    for (var rule : rules.getOrDefault(key(base.family(), base.table(), chain), List.of())) {
      boolean mark = false;
      for (var part : rule) {
        var expression = part.getAsJsonObject();
        mark |= matchesMark(expression);
        for (var verdict : List.of("jump", "goto")) {
          if (expression.has(verdict)
              && accepts(base, text(expression.getAsJsonObject(verdict), "target"), seen)) {
            return true;
          }
        }
        if (mark && expression.has("accept")) {
          return true;
        }
      }
    }
    return false;
  }

  /// `meta mark and 0xff000000 == 0x6b000000`, in one of the two ways in which nft tells it: as a
  /// match of an & of both, or of a prefix of the value.
  private static boolean matchesMark(JsonObject expression) {
    if (!(expression.get("match") instanceof JsonObject match) || !text(match, "op").equals("==")) {
      return false;
    }
    var left = match.get("left");
    var right = match.get("right");
    if (left instanceof JsonObject both && both.get("&") instanceof JsonArray and) {
      return and.size() == 2
          && isMark(and.get(0))
          && isNumber(and.get(1), Mark.MASK)
          && isNumber(right, Mark.VALUE);
    }
    return isMark(left)
        && right instanceof JsonObject prefixed
        && prefixed.get("prefix") instanceof JsonObject prefix
        && isNumber(prefix.get("addr"), Mark.VALUE)
        && isNumber(prefix.get("len"), Integer.bitCount(Mark.MASK));
  }

  private static boolean isMark(JsonElement element) {
    return element.toString().equals("{\"meta\":{\"key\":\"mark\"}}");
  }

  private static boolean isNumber(JsonElement element, int bits) {
    return element.isJsonPrimitive()
        && element.getAsString().equals(Integer.toUnsignedString(bits));
  }

  private static String text(JsonObject object, String name) {
    return object.get(name) instanceof JsonPrimitive word ? word.getAsString() : "";
  }

  private static String key(String family, String table, String chain) {
    return family + " " + table + " " + chain;
  }
}
