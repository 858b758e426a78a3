package io.knockgate.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientEntryTest {
  private static final ClientEntry BOB =
      new ClientEntry(
          new ClientEntry.Terms("bob", List.of("a", "b"), List.of(), null),
          new ClientEntry.Key("ssh-ed25519 AAAA bob@x"));
  @TempDir Path home;

  private Optional<String> into(String text) throws Exception {
    var file = Files.writeString(home.resolve("config.yaml"), text);
    return BOB.into(file, text);
  }

  @Test
  void itStandsBehindTheOthersAndCommentsStayWhereTheyAre() throws Exception {
    assertThat(
            into(
                """
                # ours
                clients:
                    # the boss
                    alice:
                        key: ssh-ed25519 AAAA # her laptop
                        may:
                          - a
                          - b   # too

                # what opens what
                knocks: {}
                """))
        .contains(
            """
            # ours
            clients:
                # the boss
                alice:
                    key: ssh-ed25519 AAAA # her laptop
                    may:
                      - a
                      - b   # too
                bob:
                  key: ssh-ed25519 AAAA bob@x
                  may: [a, b]

            # what opens what
            knocks: {}
            """);
  }

  @Test
  void aTextOfSeveralLinesIsNotCutApart() throws Exception {
    assertThat(into("clients:\n  a:\n    key: |\n      one\n      two\nknocks: {}\n"))
        .contains(
            "clients:\n  a:\n    key: |\n      one\n      two\n  bob:\n    key: ssh-ed25519 AAAA bob@x\n    may: [a, b]\nknocks: {}\n");
    assertThat(into("clients:\n  a: {may: [b,\n   c]}"))
        .contains(
            "clients:\n  a: {may: [b,\n   c]}\n  bob:\n    key: ssh-ed25519 AAAA bob@x\n    may: [a, b]\n");
  }

  @Test
  void theFirstClientIsPutWhereTheKeyStandsOrAtTheEnd() throws Exception {
    var lines = "  bob:\n    key: ssh-ed25519 AAAA bob@x\n    may: [a, b]\n";
    assertThat(into("clients:   # none yet\nknocks: {}\n"))
        .contains("clients:   # none yet\n" + lines + "knocks: {}\n");
    assertThat(into("knocks: {}\n# end")).contains("knocks: {}\n# end\n\nclients:\n" + lines);
  }

  @Test
  void behindBracesNothingCanBePut() throws Exception {
    assertThat(into("clients: {alice: {may: [a]}}\n")).isEmpty();
    assertThat(into("{knocks: {}}\n")).isEmpty();
    assertThat(into("clients: [\n")).isEmpty();
  }

  @Test
  void whatMeansSomethingToYamlIsQuoted() {
    var entry =
        new ClientEntry(
            new ClientEntry.Terms(
                "bob", List.of("true-ly", "1a"), List.of("fd00::/64"), "2027-06-30"),
            new ClientEntry.Key("ssh-ed25519 AAAA \"bob\": # x"));
    assertThat(entry.lines())
        .containsExactly(
            "bob:",
            "  key: \"ssh-ed25519 AAAA \\\"bob\\\": # x\"",
            "  may: [true-ly, \"1a\"]",
            "  from: [\"fd00::/64\"]",
            "  expires: 2027-06-30");
  }
}
