package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.lab.Lab;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Somebody else changes the firewall: what is ours is as it was within milliseconds, and what is
/// theirs is left alone.
class StrangersTest extends Faults {
  private static final int TIMES = times(2, 100);
  private static final String RESET = CONFIG.replace("tcp/443]}", "tcp/443], closed: reset}");

  private Stranger stranger;
  private GapProbe gaps;

  @BeforeEach
  void begin() throws Exception {
    stranger = new Stranger(lab);
    for (var program : List.of("docker", "firewalld")) {
      stranger.load(program, home);
    }
    start(RESET, "web", "open: {port: tcp/443}\nfor: 1s\n");
    gaps = closeLater(GapProbe.of(lab, PORT));
    gaps.awaitShut();
  }

  /// What somebody does, by a name.
  private record Change(String name, Doing doing) {}

  /// How they do it.
  private interface Doing {
    void to(Stranger stranger) throws Exception;
  }

  private List<Change> changes() {
    var other = "{ %s . tcp . 443 timeout 1h }".formatted(Lab.OTHER_CLIENT_V4);
    return List.of(
        new Change("flush ruleset", them -> them.nft("flush", "ruleset")),
        new Change("reload of a configuration", _ -> reload("")),
        new Change("reload with an old copy of ours", _ -> reload(saved)),
        new Change("table deleted", them -> them.nft("delete table inet knockgate")),
        new Change(
            "table put to sleep", them -> them.nft("add table inet knockgate { flags dormant; }")),
        new Change("chain flushed", them -> them.nft("flush chain inet knockgate door")),
        new Change("rule deleted", them -> them.deleteRule("guard", "tcp dport @guarded_tcp")),
        new Change("rule added", them -> them.nft("insert rule inet knockgate guard accept")),
        new Change(
            "port taken out",
            them -> them.nft("delete element inet knockgate guarded_tcp { 443 }")),
        new Change("door added", them -> them.nft("add element inet knockgate open4 " + other)));
  }

  private String saved = "";

  private void reload(String ours) throws Exception {
    var text = new StringBuilder("flush ruleset\n").append(ours);
    for (var program : List.of("docker", "firewalld")) {
      text.append(Stranger.textOf(program));
    }
    stranger.load(Files.writeString(home.resolve("nftables.conf"), text));
  }

  @Test
  void whatTheyChangeIsUndoneAtOnce() throws Exception {
    saved = stranger.ours();
    reload("");
    awaitOurs();
    for (var change : changes()) {
      var found = new ArrayList<Duration>();
      for (int i = 0; i < TIMES; i++) {
        found.addAll(gapsOf(change));
      }
      gaps.forget();
      write("somebody changes the firewall", change.name(), found);
      assertThat(gaps.admitted()).isZero();
    }
    assertThat(daemon().status().getAsJsonObject("health").get("restored").getAsInt())
        .isGreaterThanOrEqualTo(TIMES * changes().size());
  }

  /// How long the guarded port was open because of it; everybody else's rules stay as they are.
  private List<Duration> gapsOf(Change change) throws Exception {
    var others = stranger.others();
    gaps.forget();
    change.doing().to(stranger);
    awaitOurs();
    gaps.awaitShut();
    var found = gaps.gaps();
    if (change.name().equals("flush ruleset")) { // by which they lose what is theirs
      reload("");
      awaitOurs();
    }
    assertThat(stranger.others()).isEqualTo(others);
    return found;
  }

  private void write(String fault, String how, List<Duration> found) throws Exception {
    new Row(fault, how, TIMES, gaps.admitted(), null, null, found).write();
  }

  private void awaitOurs() throws Exception {
    assertThat(within(LIMIT, () -> stranger.ours().equals(saved)))
        .as(() -> saved + " is not " + now())
        .isTrue();
  }

  private String now() {
    try {
      return stranger.ours();
    } catch (Exception failed) {
      return failed.toString();
    }
  }
}
