package io.knockgate.config;

import io.knockgate.net.BadValue;
import io.knockgate.notify.CommandWord;
import io.knockgate.notify.Occasion;
import io.knockgate.notify.WebAddress;
import io.knockgate.secret.SecretReference;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads `notify:` of config.yaml, and of an action.
final class ChannelReader {
  /// Each has a thread, and an action tells each at most once.
  static final int MOST = 16;

  private static final Map<String, String> OF_ONE_KIND =
      Map.of("token", "ntfy", "secret", "webhook");

  /// One word, as ntfy's servers have it.
  private static final Pattern TOPIC = Pattern.compile("/[A-Za-z0-9_-]{1,64}");

  private final Section section;

  private ChannelReader(Section section) {
    this.section = section;
  }

  /// The channels by name, those that could not be read included.
  static Map<String, WrittenChannel> read(Section notify) {
    var channels = new LinkedHashMap<String, WrittenChannel>();
    for (var item : notify.all(MOST)) {
      item.key(Forms::name);
      var setting = item.section(keys -> new ChannelReader(keys).one()).flatMap(channel -> channel);
      channels.put(item.name(), new WrittenChannel(item.name(), item.keyPlace(), setting));
    }
    return channels;
  }

  /// The names of the channels that an action tells.
  static List<Placed<String>> named(Section action) {
    return action.get("notify").map(item -> item.texts(MOST, Forms::name)).orElse(List.of());
  }

  private Optional<ChannelSetting> one() {
    var kind = section.oneOf("ntfy", "webhook", "command");
    kind.ifPresent(item -> misplaced(item.name()));
    var on = section.get("on").map(this::occasions).orElse(EnumSet.allOf(Occasion.class));
    return kind.flatMap(
        item ->
            switch (item.name()) {
              case "ntfy" -> ntfy(item, on);
              case "webhook" -> webhook(item, on);
              case "command" -> command(item, on);
              default -> throw new IllegalArgumentException(item.name());
            });
  }

  /// Keys that another kind of channel has.
  private void misplaced(String kind) {
    OF_ONE_KIND.forEach(
        (key, owner) -> {
          if (!owner.equals(kind)) {
            section
                .get(key)
                .ifPresent(
                    item -> section.problems().add(item.keyPlace(), Fault.MISPLACED, key, kind));
          }
        });
  }

  private Set<Occasion> occasions(Item on) {
    var occasions = EnumSet.noneOf(Occasion.class);
    for (var item : on.list(Occasion.values().length)) {
      item.word(Occasion.class)
          .filter(occasion -> !occasions.add(occasion))
          .ifPresent(twice -> section.problems().add(item.place(), Fault.REPEATED, twice));
    }
    return occasions;
  }

  private Optional<ChannelSetting> ntfy(Item item, Set<Occasion> on) {
    var token = section.get("token").flatMap(it -> it.text(SecretReference::parse));
    return item.text(ChannelReader::topic)
        .map(
            topic ->
                new ChannelSetting.Ntfy(topic.value(), token.map(Placed::value).orElse(null), on));
  }

  private static WebAddress topic(String text) throws BadValue {
    var address = WebAddress.parse(text);
    if (!TOPIC.matcher(address.revealed().getRawPath()).matches()
        || address.revealed().getRawQuery() != null) {
      throw new BadValue(
          "a topic is written https://HOST/TOPIC, of at most 64 letters, digits, _ and -");
    }
    return address;
  }

  private Optional<ChannelSetting> webhook(Item item, Set<Occasion> on) {
    var secret = section.require("secret").flatMap(it -> it.text(SecretReference::parse));
    return item.text(WebAddress::parse)
        .flatMap(
            address ->
                secret.map(its -> new ChannelSetting.Webhook(address.value(), its.value(), on)));
  }

  private static Optional<ChannelSetting> command(Item item, Set<Occasion> on) {
    var words =
        CommandReader.read(item, CommandWord::parse, CommandWord.Placeholder.class::isInstance);
    return words.isEmpty() ? Optional.empty() : Optional.of(new ChannelSetting.Command(words, on));
  }
}
