package io.knockgate.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.knockgate.action.Action;
import io.knockgate.action.Step;
import io.knockgate.capture.Capture;
import io.knockgate.capture.Tuning;
import io.knockgate.capture.log.LogCapture;
import io.knockgate.capture.nflog.NflogCapture;
import io.knockgate.capture.pcap.InterfaceCapture;
import io.knockgate.capture.udp.UdpCapture;
import io.knockgate.config.CaptureSetting;
import io.knockgate.config.Settings;
import io.knockgate.gateway.nftables.TableSpec;
import io.knockgate.linux.KernelClock;
import io.knockgate.net.Port;
import io.knockgate.packet.Screen;
import io.knockgate.packet.Screens;
import io.knockgate.replay.file.Surroundings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/// What the operator wrote, as the parts that do it.
public final class Assembly {
  private Assembly() {}

  /// The table of this configuration.
  public static TableSpec table(Settings settings) {
    var gateway = settings.gateway();
    var hearing = Hearing.of(settings);
    return new TableSpec(
        new LinkedHashSet<>(gateway.wan()),
        new LinkedHashSet<>(gateway.guard()),
        settings.actions().values().stream().flatMap(Assembly::targets).toList(),
        gateway.watch(),
        hearing.ports(),
        hearing.packets(),
        hearing.sockets(),
        switch (gateway.closed()) {
          case DROP -> TableSpec.Closed.DROP;
          case RESET -> TableSpec.Closed.RESET;
        },
        nflogGroup(settings));
  }

  /// The file that remembers that the table was loaded since the machine started.
  public static Path bootMark(Settings settings) {
    return settings.state().resolve("table-loaded");
  }

  private static Stream<TableSpec.Target> targets(Action action) {
    return action.steps().stream().flatMap(Assembly::targets);
  }

  private static Stream<TableSpec.Target> targets(Step step) {
    return switch (step) {
      case Step.Forward(var port, var to, var masquerade) ->
          to.stream().map(target -> new TableSpec.Target(port, target, masquerade));
      case Step.Open _, Step.OpenAsked _, Step.Run _, Step.Start _, Step.Wake _, Step.Wait _ ->
          Stream.of();
    };
  }

  private static OptionalInt nflogGroup(Settings settings) {
    for (var capture : settings.captures()) {
      switch (capture) {
        case CaptureSetting.Nflog(int group) -> {
          return OptionalInt.of(group);
        }
        case CaptureSetting.Interface _, CaptureSetting.Log _, CaptureSetting.Udp _ -> {}
      }
    }
    return OptionalInt.empty();
  }

  /// Where is noted how much was told in this boot.
  static Path told(Settings settings) {
    return beside(settings, "events-told");
  }

  /// A file beside the control socket, in `/run` mostly, which belongs to one state directory: its
  /// name ends in that one's CRC-32C.
  private static Path beside(Settings settings, String name) {
    var crc = new CRC32C();
    crc.update(settings.state().toAbsolutePath().normalize().toString().getBytes(UTF_8));
    return settings.control().resolveSibling("%s-%08x".formatted(name, crc.getValue()));
  }

  /// What the replay marks need to know.
  ///
  /// @param first whether the state directory is new
  static Surroundings surroundings(Settings settings, String boot, boolean first) {
    return new Surroundings(
        beside(settings, "marks-used"), boot, first, KernelClock::isSynchronised);
  }

  /// What hears the knocks, in the order of the configuration.
  static List<Capture> captures(Rules rules) {
    var captures = new ArrayList<Capture>();
    for (var setting : rules.settings().captures()) {
      int number = captures.size();
      var tuning = tuning(setting, rules);
      captures.add(
          switch (setting) {
            case CaptureSetting.Nflog(int group) -> new NflogCapture(number, group, tuning);
            case CaptureSetting.Interface(var name) -> new InterfaceCapture(number, name, tuning);
            case CaptureSetting.Log(var file) -> new LogCapture(number, file, tuning);
            case CaptureSetting.Udp(int port) -> new UdpCapture(number, port, tuning);
          });
    }
    return captures;
  }

  /// Lets captures hear what newer rules want, which name the same ones.
  static void tune(List<Capture> captures, Rules rules) {
    for (int i = 0; i < captures.size(); i++) {
      captures.get(i).tune(tuning(rules.settings().captures().get(i), rules));
    }
  }

  /// What one capture is to hear; it screens single packets for itself.
  private static Tuning tuning(CaptureSetting setting, Rules rules) {
    var hearing = Hearing.of(rules.settings());
    Set<Port> packets =
        switch (setting) {
          case CaptureSetting.Nflog _, CaptureSetting.Interface _ -> hearing.packets();
          case CaptureSetting.Log _ -> Set.of();
          case CaptureSetting.Udp(int port) -> Set.of(Port.udp(port));
        };
    return new Tuning(
        Set.copyOf(rules.settings().gateway().wan()),
        hearing.watch(),
        hearing.ports(),
        screens(packets, rules));
  }

  private static Screens screens(Set<Port> ports, Rules rules) {
    var screens = new TreeMap<Port, Screen>();
    rules
        .packetMethods()
        .filter(method -> ports.contains(method.port()))
        .forEach(method -> screens.put(method.port(), method.screen()));
    if (!screens.keySet().containsAll(ports)) {
      throw new IllegalArgumentException("no knock has one of " + ports);
    }
    return new Screens(screens);
  }
}
