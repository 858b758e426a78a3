package io.knockgate.gateway.nftables;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import io.knockgate.net.Port;
import io.knockgate.net.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A rule of somebody else, as `nft -j list ruleset` tells it (libnftables-json(5)): what it
/// matches, and what it does.
final class TheirRule {
  private static final Set<String> SILENT = Set.of("counter", "log", "limit", "comment");

  private final List<JsonObject> parts = new ArrayList<>();

  TheirRule(JsonArray expressions) {
    expressions.forEach(part -> parts.add(part.getAsJsonObject()));
  }

  private boolean does(String verdict) {
    return parts.stream().anyMatch(part -> part.has(verdict));
  }

  /// What has to be so of a packet.
  private List<JsonObject> conditions() {
    return parts.stream()
        .filter(part -> part.has("match") || part.has("xt") || part.has("vmap"))
        .toList();
  }

  /// Whether it drops, or rejects, whatever comes to it.
  ///
  /// @param rejecting whether to reject counts
  boolean endsAll(boolean rejecting) {
    return (does("drop") || (rejecting && does("reject")))
        && parts.stream()
            .map(part -> part.keySet().iterator().next())
            .allMatch(it -> SILENT.contains(it) || it.equals("drop") || it.equals("reject"));
  }

  /// Where it sends packets on to.
  Optional<String> target() {
    return Stream.of("jump", "goto")
        .flatMap(verdict -> parts.stream().map(part -> part.get(verdict)))
        .filter(JsonObject.class::isInstance)
        .map(verdict -> text(verdict.getAsJsonObject(), "target"))
        .findFirst();
  }

  /// Whether nothing that comes in on these interfaces gets past it.
  boolean takesAll(Set<String> wan) {
    return does("goto")
        && conditions().stream()
            .allMatch(it -> isInterface(it) && wan.stream().allMatch(name -> isOf(it, name)));
  }

  /// Whether it can be about what comes in on one of these interfaces.
  boolean isFor(Set<String> wan) {
    return conditions().stream()
        .filter(TheirRule::isInterface)
        .allMatch(it -> wan.stream().anyMatch(name -> isOf(it, name)));
  }

  private static boolean isOf(JsonObject condition, String name) {
    return values(match(condition).get("right")).stream()
        .map(JsonElement::getAsString)
        .anyMatch(
            it ->
                it.endsWith("*")
                    ? name.startsWith(it.substring(0, it.length() - 1))
                    : it.equals(name));
  }

  private static boolean isInterface(JsonObject condition) {
    return left(condition).contains("\"key\":\"iif") && text(match(condition), "op").equals("==");
  }

  /// Whether it accepts what has our mark.
  boolean acceptsMark() {
    return does("accept") && parts.stream().anyMatch(TheirRule::matchesMark);
  }

  /// Whether it accepts all whose destination was changed, as a forward does.
  boolean acceptsForwards() {
    return does("accept") && isAlone(it -> left(it).contains("\"status\"") && says(it, "dnat"));
  }

  /// Whether it accepts all that belongs to a connection. What iptables matches by itself isn't
  /// told: a rule with nothing but `conntrack` is taken for one.
  boolean acceptsAnswers() {
    return does("accept")
        && isAlone(
            it ->
                (left(it).contains("\"state\"") && says(it, "established"))
                    || it.toString().contains("\"conntrack\""));
  }

  /// The ports of these that it accepts from everybody.
  Stream<Port> accepted(Set<Port> ports) {
    boolean plain =
        conditions().stream()
            .allMatch(it -> isPort(it) || isInterface(it) || left(it).contains("\"state\""));
    return does("accept") && plain
        ? conditions().stream()
            .filter(TheirRule::isPort)
            .flatMap(it -> ports.stream().filter(port -> names(it, port)))
        : Stream.empty();
  }

  private static boolean isPort(JsonObject condition) {
    return left(condition).contains("\"field\":\"dport\"")
        && text(match(condition), "op").equals("==");
  }

  private static boolean names(JsonObject condition, Port port) {
    var protocol = port.protocol() == Protocol.TCP ? "\"tcp\"" : "\"udp\"";
    boolean named = left(condition).contains(protocol) || left(condition).contains("\"th\"");
    return named
        && values(match(condition).get("right")).stream()
            .anyMatch(value -> contains(value, port.number()));
  }

  private static boolean contains(JsonElement value, int number) {
    if (value instanceof JsonObject object && object.get("range") instanceof JsonArray ends) {
      return ends.get(0).getAsInt() <= number && number <= ends.get(1).getAsInt();
    }
    return value instanceof JsonPrimitive one && one.getAsString().equals(Integer.toString(number));
  }

  private boolean isAlone(Predicate<JsonObject> condition) {
    return conditions().size() == 1 && condition.test(conditions().getFirst());
  }

  private static boolean says(JsonObject condition, String word) {
    return match(condition).get("right").toString().contains('"' + word + '"');
  }

  private static JsonObject match(JsonObject condition) {
    return condition.get("match") instanceof JsonObject match ? match : new JsonObject();
  }

  private static String left(JsonObject condition) {
    return match(condition).has("left") ? match(condition).get("left").toString() : "";
  }

  /// One value, or those of a set.
  private static List<JsonElement> values(JsonElement right) {
    if (right instanceof JsonObject object && object.get("set") instanceof JsonArray set) {
      return set.asList();
    }
    return right instanceof JsonArray list ? list.asList() : List.of(right);
  }

  /// `meta mark and 0xff000000 == 0x6b000000`, in one of the two ways in which nft tells it: as a
  /// match of an & of both, or of a prefix of the value.
  private static boolean matchesMark(JsonObject expression) {
    var match = match(expression);
    if (!text(match, "op").equals("==")) {
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

  static String text(JsonObject object, String name) {
    return object.get(name) instanceof JsonPrimitive word ? word.getAsString() : "";
  }
}
