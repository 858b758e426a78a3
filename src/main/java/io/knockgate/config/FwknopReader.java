package io.knockgate.config;

import io.knockgate.knock.Admit;
import io.knockgate.knock.fwknop.Wanted;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Reads what the gateway knows of `fwknop`.
final class FwknopReader {
  private static final int MOST_ACTIONS = 1000;
  private static final Duration LONGEST_AGE = Duration.ofHours(1);

  private FwknopReader() {}

  static WrittenKind.Fwknop read(Item fwknop, Admit admit) {
    return fwknop
        .section(section -> read(section, admit))
        .orElse(new WrittenKind.Fwknop(Optional.empty(), Map.of(), Optional.empty()));
  }

  private static WrittenKind.Fwknop read(Section fwknop, Admit admit) {
    var udp = SpaReader.udp(fwknop);
    var actions =
        fwknop
            .require("actions")
            .flatMap(item -> item.section(FwknopReader::actions))
            .orElse(Map.of());
    var age = fwknop.get("max-age").flatMap(item -> item.text(Forms.time(LONGEST_AGE)));
    var names = new LinkedHashMap<Wanted, String>();
    actions.forEach((wanted, action) -> names.put(wanted, action.value()));
    return new WrittenKind.Fwknop(
        udp,
        actions,
        udp.map(
            port ->
                new KnockSetting.Fwknop(
                    port.value(),
                    names,
                    admit,
                    age.map(Placed::value).orElse(KnockSetting.Fwknop.MAX_AGE))));
  }

  private static Map<Wanted, Placed<String>> actions(Section section) {
    var actions = new LinkedHashMap<Wanted, Placed<String>>();
    var items = section.all(MOST_ACTIONS);
    if (items.isEmpty()) {
      section.problems().add(section.place(), Fault.NOTHING_MAPPED);
    }
    for (var item : items) {
      var wanted = item.key(Wanted::parse);
      var action = item.text(Forms::name);
      if (wanted.isPresent() && action.isPresent()) {
        var earlier = actions.putIfAbsent(wanted.get(), action.get());
        if (earlier != null) {
          section
              .problems()
              .add(item.keyPlace(), Fault.DUPLICATE_KEY, wanted.get(), earlier.place().line());
        }
      }
    }
    return actions;
  }
}
