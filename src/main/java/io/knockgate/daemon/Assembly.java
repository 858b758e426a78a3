package io.knockgate.daemon;

import io.knockgate.action.Action;
import io.knockgate.action.Step;
import io.knockgate.capture.Capture;
import io.knockgate.capture.nflog.NflogCapture;
import io.knockgate.capture.pcap.InterfaceCapture;
import io.knockgate.config.CaptureSetting;
import io.knockgate.config.KnockSetting;
import io.knockgate.config.Settings;
import io.knockgate.gateway.nftables.TableSpec;
import io.knockgate.knock.sequence.Sequence;
import io.knockgate.knock.sequence.Spell;
import io.knockgate.net.Port;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;

/// What the operator wrote, as the parts that do it.
public final class Assembly {
  private Assembly() {}

  /// The table of this configuration.
  public static TableSpec table(Settings settings) {
    var gateway = settings.gateway();
    return new TableSpec(
        new LinkedHashSet<>(gateway.wan()),
        new LinkedHashSet<>(gateway.guard()),
        settings.actions().values().stream().flatMap(Assembly::targets).toList(),
        gateway.watch(),
        knockPorts(settings),
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
    return switch (action.step()) {
      case Step.Forward(var port, var to, var masquerade) ->
          to.stream().map(target -> new TableSpec.Target(port, target, masquerade));
      case Step.Open _, Step.OpenAsked _, Step.Run _ -> Stream.of();
    };
  }

  private static OptionalInt nflogGroup(Settings settings) {
    for (var capture : settings.captures()) {
      switch (capture) {
        case CaptureSetting.Nflog(int group) -> {
          return OptionalInt.of(group);
        }
        case CaptureSetting.Interface _ -> {}
      }
    }
    return OptionalInt.empty();
  }

  static List<Capture> captures(Settings settings) {
    var captures = new ArrayList<Capture>();
    for (var setting : settings.captures()) {
      int number = captures.size();
      captures.add(
          switch (setting) {
            case CaptureSetting.Nflog(int group) -> new NflogCapture(number, group);
            case CaptureSetting.Interface(var name) ->
                new InterfaceCapture(
                    number, name, settings.gateway().watch(), knockPorts(settings));
          });
    }
    return captures;
  }

  static List<Sequence> sequences(Settings settings) {
    return settings.knocks().stream().map(Assembly::sequence).toList();
  }

  private static Sequence sequence(KnockSetting knock) {
    var spell = knock.spell();
    return new Sequence(
        knock.name(),
        knock.sequence(),
        knock.within(),
        knock.wish(),
        spell == null ? null : new Spell(spell.ports(), spell.digits()));
  }

  /// The ports that knocks use, whatever `watch` says.
  private static Set<Port> knockPorts(Settings settings) {
    var ports = new LinkedHashSet<Port>();
    for (var knock : settings.knocks()) {
      ports.addAll(knock.sequence());
      if (knock.spell() != null) {
        var digits = knock.spell().digitPorts();
        for (int port = digits.first(); port <= digits.last(); port++) {
          ports.add(Port.tcp(port));
        }
      }
    }
    return ports;
  }
}
