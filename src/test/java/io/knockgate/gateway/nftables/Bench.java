package io.knockgate.gateway.nftables;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.gateway.Change;
import io.knockgate.gateway.Entry;
import io.knockgate.gateway.Gateway;
import io.knockgate.gateway.GatewayException;
import io.knockgate.gateway.Passage;
import io.knockgate.gateway.Shutting;
import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Place;
import io.knockgate.linux.Netlink;
import io.knockgate.linux.NetlinkDialogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/// A gateway of nftables in the gateway namespace of a lab: the calls enter it.
final class Bench implements Gateway, AutoCloseable {
  private final Lab lab;
  private final Path directory;
  private NftablesGateway real;

  Bench(Lab lab, TableSpec spec) throws Exception {
    this.lab = lab;
    this.directory = Files.createTempDirectory("knockgate-gateway");
    this.real = open(spec);
  }

  private NftablesGateway open(TableSpec spec) throws Exception {
    return lab.inside(Place.GATEWAY, () -> NftablesGateway.open(spec, directory.resolve("loaded")));
  }

  /// A daemon that ended and one that began.
  void restart(TableSpec spec) throws Exception {
    real.close();
    real = open(spec);
  }

  NftablesGateway real() {
    return real;
  }

  @Override
  public void apply(Change change) throws GatewayException {
    inside(
        () -> {
          real.apply(change);
          return change;
        });
  }

  @Override
  public List<Passage> reconcile(Collection<Passage> wanted) throws GatewayException {
    return inside(() -> real.reconcile(wanted));
  }

  void open(Opening opening, Duration time, AtClose atClose) throws GatewayException {
    apply(new Change(List.of(), List.of(new Passage(opening, time, atClose, Entry.ALL))));
  }

  void shut(Opening opening, AtClose atClose) throws GatewayException {
    apply(new Change(List.of(new Shutting(opening, atClose, false)), List.of()));
  }

  @Override
  public Set<Opening> used() throws GatewayException {
    return inside(() -> real.used());
  }

  void openOnce(Opening opening, Duration time, AtClose atClose) throws GatewayException {
    apply(new Change(List.of(), List.of(new Passage(opening, time, atClose, Entry.FIRST))));
  }

  void shutOnce(Opening opening, AtClose atClose) throws GatewayException {
    apply(new Change(List.of(new Shutting(opening, atClose, true)), List.of()));
  }

  /// Does what the kernel does when the first connection has come.
  void use(Opening opening) throws GatewayException {
    inside(
        () -> {
          try (var netlink = NetlinkDialogue.open(Netlink.NETLINK_NETFILTER)) {
            new Elements(netlink).change(Set.of(new Element.First(Slot.of(opening))), Map.of());
            return opening;
          }
        });
  }

  <T> T inside(Callable<T> task) throws GatewayException {
    try {
      return lab.inside(Place.GATEWAY, task);
    } catch (GatewayException refused) {
      throw refused;
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }

  /// The doors in the kernel.
  Map<Shutting, Duration> doors() throws GatewayException {
    var standing =
        inside(
            () -> {
              try (var netlink = NetlinkDialogue.open(Netlink.NETLINK_NETFILTER)) {
                return new Elements(netlink).dump(Elements.SETS);
              }
            });
    var doors = new LinkedHashMap<Shutting, Duration>();
    standing.forEach(
        (element, left) -> {
          switch (element) {
            case Element.Admit(var slot, var atClose) ->
                doors.put(new Shutting(opening(slot, standing), atClose, false), left);
            case Element.Stay(var slot, var atClose) ->
                doors.put(new Shutting(opening(slot, standing), atClose, true), left);
            case Element.First _, Element.Token _, Element.Lead _ -> {}
          }
        });
    return doors;
  }

  private static Opening opening(Slot slot, Map<Element, Duration> standing) {
    for (var element : standing.keySet()) {
      if (element instanceof Element.Lead(var at, var to) && at.equals(slot)) {
        return new Opening.Forward(slot.source(), slot.port(), to, false);
      }
    }
    return new Opening.Pinhole(slot.source(), slot.port());
  }

  /// What nft says of the table.
  String nft(String... arguments) throws Exception {
    var command = new String[arguments.length + 1];
    command[0] = "nft";
    System.arraycopy(arguments, 0, command, 1, arguments.length);
    return lab.exec(Place.GATEWAY, command);
  }

  @Override
  public void close() throws GatewayException, IOException {
    inside(
        () -> {
          real.release();
          return real;
        });
    real.close();
    Files.deleteIfExists(directory);
  }
}
