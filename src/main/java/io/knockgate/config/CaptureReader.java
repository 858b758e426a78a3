package io.knockgate.config;

import io.knockgate.config.CaptureSetting.Interface;
import io.knockgate.config.CaptureSetting.Nflog;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Reads `capture:`.
final class CaptureReader {
  private static final int MOST = 16;

  private CaptureReader() {}

  static List<CaptureSetting> read(Item captures) {
    var settings =
        captures.list(MOST).stream()
            .flatMap(item -> item.section(CaptureReader::one).flatMap(one -> one).stream())
            .toList();
    var seen = new HashSet<CaptureSetting>();
    for (var setting : settings) {
      switch (setting.value()) {
        case Nflog _ when !seen.add(Nflog.USUAL) ->
            captures.problems().add(setting.place(), Fault.SECOND_NFLOG);
        case Interface(var name) when !seen.add(setting.value()) ->
            captures.problems().add(setting.place(), Fault.SAME_INTERFACE, name);
        case Nflog _, Interface _ -> {}
      }
    }
    return Placed.values(settings);
  }

  private static Optional<Placed<CaptureSetting>> one(Section section) {
    section.notYet("log", "udp");
    return section
        .oneOf("nflog", "interface")
        .flatMap(
            kind ->
                kind.section(
                        kind.name().equals("nflog")
                            ? CaptureReader::nflog
                            : CaptureReader::interfaceCapture)
                    .flatMap(setting -> setting)
                    .map(setting -> new Placed<>(setting, kind.keyPlace())));
  }

  private static Optional<CaptureSetting> nflog(Section section) {
    return section.get("group").isEmpty()
        ? Optional.of(Nflog.USUAL)
        : section.get("group").flatMap(group -> group.number(1, 65535)).map(Nflog::new);
  }

  private static Optional<CaptureSetting> interfaceCapture(Section section) {
    return section
        .require("name")
        .flatMap(name -> name.text(Forms::interfaceName))
        .map(name -> new Interface(name.value()));
  }
}
