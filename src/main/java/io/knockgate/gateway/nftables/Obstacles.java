package io.knockgate.gateway.nftables;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Finds [Obstacle]s in what `nft -j list ruleset` says (libnftables-json(5)). An accept in our
/// table can't overrule a drop in another: only a rule there can.
final class Obstacles {
  private final Map<String, List<JsonArray>> rules = new TreeMap<>();

  private Obstacles() {}

  /// Every chain at the hooks input and forward that drops by policy and accepts no packet with our
  /// mark, itself or in a chain that it jumps to.
  static List<Obstacle> in(String ruleset) {
    return new Obstacles().find(ruleset);
  }

  private List<Obstacle> find(String ruleset) {
    var dropping = new ArrayList<Obstacle>();
    var root = JsonParser.parseString(ruleset).getAsJsonObject();
    for (var item : root.getAsJsonArray("nftables")) {
      var object = item.getAsJsonObject();
      if (object.has("chain")) {
        var chain = object.getAsJsonObject("chain");
        var hook = text(chain, "hook");
        boolean ours = text(chain, "table").equals(TableText.TABLE);
        boolean met = hook.equals("input") || hook.equals("forward");
        if (!ours && met && text(chain, "policy").equals("drop")) {
          dropping.add(
              new Obstacle(text(chain, "family"), text(chain, "table"), text(chain, "name"), hook));
        }
      } else if (object.has("rule")) {
        var rule = object.getAsJsonObject("rule");
        rules
            .computeIfAbsent(
                key(text(rule, "family"), text(rule, "table"), text(rule, "chain")),
                _ -> new ArrayList<>())
            .add(rule.getAsJsonArray("expr"));
      }
    }
    dropping.removeIf(chain -> accepts(chain, chain.chain(), new HashSet<>()));
    return dropping;
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
