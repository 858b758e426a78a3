package io.knockgate.daemon;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.config.Configuration;
import io.knockgate.config.Reading;
import io.knockgate.id.Id;
import io.knockgate.knock.PacketMethod;
import io.knockgate.lease.Lease;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which leases go on when the rules change.
class RulesTest {
  private static final Instant NOW = Instant.parse("2027-03-02T12:00:00Z");
  private static final String CLIENT = "alice: {may: [ssh], expires: 2027-06-30}";
  private static final String KNOCK = "nas: {sequence: [2033, 3022, 6712, 4998], action: ssh}";
  private static final String ACTION = "open: {port: tcp/22}\nfor: 5m\n";

  @TempDir private Path directory;

  private Rules rules(String clients, String knocks, String action) throws Exception {
    var actions = Files.createDirectories(directory.resolve("actions"));
    Files.writeString(actions.resolve("ssh.yaml"), action);
    Files.writeString(actions.resolve("web.yaml"), "open: {port: tcp/443}\nfor: 5m\n");
    var config =
        Files.writeString(
            directory.resolve("config.yaml"),
            "gateway: {wan: [wan0], guard: [tcp/22, tcp/443]}\nclients: {%s}\nknocks: {%s}\nstate: %s\n"
                .formatted(clients, knocks, directory));
    return switch (Configuration.read(config)) {
      case Reading.Sound(var settings, _) -> Rules.of(settings);
      case Reading.Faulty(var problems) -> throw new AssertionError(problems);
    };
  }

  private static Lease lease(String client, @Nullable String knock) {
    return new Lease(
        new Id(1),
        "ssh",
        client,
        knock,
        Address.v4(0xcb007109),
        List.of(new Opening.Pinhole(Address.v4(0xcb007109), Port.tcp(22))),
        AtClose.CUT,
        false,
        NOW);
  }

  @Test
  void whatIsStillWrittenGoesOn() throws Exception {
    var rules = rules(CLIENT, KNOCK, ACTION);
    assertThat(rules.stillGrant(lease("anonymous", "nas"), NOW)).isTrue();
    assertThat(rules.stillGrant(lease("alice", "nas"), NOW)).isTrue();
  }

  @Test
  void theDoorTheKnockAndTheClientHaveToBeThere() throws Exception {
    assertThat(
            rules(CLIENT, KNOCK, "open: {port: tcp/443}\nfor: 5m\n")
                .stillGrant(lease("anonymous", "nas"), NOW))
        .isFalse();
    assertThat(rules(CLIENT, "", ACTION).stillGrant(lease("anonymous", "nas"), NOW)).isFalse();
    assertThat(
            rules(CLIENT, KNOCK.replace("action: ssh", "action: web"), ACTION)
                .stillGrant(lease("anonymous", "nas"), NOW))
        .isFalse();
    assertThat(rules("", KNOCK, ACTION).stillGrant(lease("alice", "nas"), NOW)).isFalse();
    assertThat(
            rules(CLIENT.replace("[ssh]", "[web]"), KNOCK, ACTION)
                .stillGrant(lease("alice", "nas"), NOW))
        .isFalse();
    assertThat(
            rules(CLIENT, KNOCK, ACTION)
                .stillGrant(lease("alice", "nas"), Instant.parse("2027-07-02T00:00:00Z")))
        .isFalse();
  }

  @Test
  void whatACommandOpenedNeedsTheDoorAlone() throws Exception {
    assertThat(rules("", "", ACTION).stillGrant(lease("root", null), NOW)).isTrue();
    assertThat(
            rules("", "", "open: {port: tcp/443}\nfor: 5m\n").stillGrant(lease("root", null), NOW))
        .isFalse();
  }

  @Test
  void whatAPacketsWantedIsLookedUpToo() throws Exception {
    var phones = "phones: {fwknop: {udp: 62202, actions: {tcp/22: %s}}}";
    assertThat(
            rules(CLIENT, phones.formatted("ssh"), ACTION)
                .stillGrant(lease("alice", "phones"), NOW))
        .isTrue();
    assertThat(
            rules(CLIENT, phones.formatted("web"), ACTION)
                .stillGrant(lease("alice", "phones"), NOW))
        .isFalse();
  }

  @Test
  void whatRecognisesSequencesGoesOnWhereNoneHasChanged() throws Exception {
    var before = rules(CLIENT, KNOCK, ACTION);
    var same = before.next(rules("", KNOCK, "open: {port: tcp/22}\nfor: 9m\n").settings());
    assertThat(same.methods()).anyMatch(before.methods()::contains);
    var other = before.next(rules(CLIENT, KNOCK.replace("2033", "2034"), ACTION).settings());
    assertThat(other.methods()).noneMatch(before.methods()::contains);
  }

  @Test
  void whatPacketsWereRefusedForIsCountedOn() throws Exception {
    var phones = "phones: {fwknop: {udp: 62202, actions: {tcp/22: ssh}}}";
    var signed = "signed: {spa: {udp: 62201}}";
    var before = rules(CLIENT, phones + ", " + signed, ACTION);
    refuse(before, 1);

    var after = before.next(rules(CLIENT, signed + ", " + phones, ACTION).settings());
    refuse(before, 1); // its screens are in use for a moment
    refuse(after, 2);

    assertThat(lengths(after)).containsOnly(Map.entry("phones", 4L), Map.entry("signed", 4L));
    var renamed = after.next(rules(CLIENT, phones.replace("phones", "signed"), ACTION).settings());
    assertThat(lengths(renamed)).as("another kind").containsOnly(Map.entry("signed", 0L));
  }

  private static void refuse(Rules rules, int times) {
    for (int i = 0; i < times; i++) {
      rules.packetMethods().forEach(it -> it.screen().passes(new byte[3], 0, 3));
    }
  }

  /// How many packets each knock refused for their length.
  private static Map<String, Long> lengths(Rules rules) {
    return rules
        .packetMethods()
        .collect(toMap(PacketMethod::name, it -> it.refused().getOrDefault("length", -1L)));
  }
}
