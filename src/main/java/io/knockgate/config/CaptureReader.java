package io.knockgate.config;

import io.knockgate.config.CaptureSetting.Interface;
import io.knockgate.config.CaptureSetting.Log;
import io.knockgate.config.CaptureSetting.Nflog;
import io.knockgate.config.CaptureSetting.Udp;
import io.knockgate.net.Port;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// Reads `capture:`.
final class CaptureReader {
  private static final int MOST = 16;

  private CaptureReader() {}

  static List<Placed<CaptureSetting>> read(Item captures) {
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
            captures.problems().add(setting.place(), Fault.CAPTURED_TWICE, name);
        case Log(var file) when !seen.add(setting.value()) ->
            captures.problems().add(setting.place(), Fault.CAPTURED_TWICE, file);
        case Udp(int port) when !seen.add(setting.value()) ->
            captures.problems().add(setting.place(), Fault.CAPTURED_TWICE, Port.udp(port));
        case Nflog _, Interface _, Log _, Udp _ -> {}
      }
    }
    return settings;
  }

  private static Optional<Placed<CaptureSetting>> one(Section section) {
    return section
        .oneOf("nflog", "interface", "log", "udp")
        .flatMap(
            kind ->
                kind.section(
                        keys ->
                            switch (kind.name()) {
                              case "nflog" -> nflog(keys);
                              case "interface" -> interfaceCapture(keys);
                              case "log" -> log(keys);
                              case "udp" -> udp(keys);
                              default -> throw new IllegalArgumentException(kind.name());
                            })
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

  private static Optional<CaptureSetting> log(Section section) {
    return section
        .require("file")
        .flatMap(file -> file.text(Forms::path))
        .map(file -> new Log(file.value()));
  }

  private static Optional<CaptureSetting> udp(Section section) {
    return section.require("port").flatMap(port -> port.number(1, 65535)).map(Udp::new);
  }
}
