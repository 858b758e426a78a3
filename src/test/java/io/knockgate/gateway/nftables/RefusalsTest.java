package io.knockgate.gateway.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.gateway.Change;
import io.knockgate.gateway.Entry;
import io.knockgate.gateway.GatewayException;
import io.knockgate.gateway.Passage;
import io.knockgate.lab.Lab;
import io.knockgate.linux.Powerless;
import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the kernel refuses is told in words, and nothing of it has happened.
@Tag("kernel")
class RefusalsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Endpoint NAS = new Endpoint(Address.v4(0x0a140005), 22);

  @TempDir Path directory;
  private Lab lab;
  private Bench bench;

  @BeforeEach
  void build() throws Exception {
    lab = Lab.open();
    bench =
        new Bench(
            lab,
            new TableSpec(
                Set.of("wan"),
                Set.of(Port.tcp(22)),
                List.of(new TableSpec.Target(Port.tcp(2222), NAS, false)),
                PortRange.ALL,
                Set.of(),
                Set.of(),
                Set.of(),
                TableSpec.Closed.DROP,
                OptionalInt.empty()));
    bench.reconcile(List.of());
  }

  @AfterEach
  void remove() throws Exception {
    bench.close();
    lab.close();
  }

  private static Opening forward(int lastByte) {
    return new Opening.Forward(Address.v4(0xc6336400 + lastByte), Port.tcp(2222), NAS, false);
  }

  /// The same table, but one of its sets holds this many elements.
  private void shrink(String set, int size) throws Exception {
    var script = bench.real().script();
    int at = script.indexOf(" " + set + " {");
    int number = script.indexOf("size " + TableSets.DOORS, at);
    var small =
        script.substring(0, number)
            + "size "
            + size
            + script.substring(number + ("size " + TableSets.DOORS).length());
    bench.nft("-f", Files.writeString(directory.resolve("small.nft"), small).toString());
  }

  @Test
  void aFullSetIsToldAndTheDoorsThatAreOpenStay() throws Exception {
    shrink("open4", 2);
    bench.open(forward(1), MINUTE, AtClose.CUT);
    bench.open(forward(2), MINUTE, AtClose.CUT);
    assertThatThrownBy(() -> bench.open(forward(3), MINUTE, AtClose.CUT))
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("nf_tables: change doors: ENFILE")
        .hasMessageContaining("all that a set holds");
    assertThat(bench.doors()).hasSize(2);
    assertThat(bench.nft("list", "map", "inet", "knockgate", "forward4"))
        .as("no half of a forward")
        .doesNotContain("198.51.100.3");
  }

  @Test
  void aFullMapLeavesNoAdmissionWithoutALead() throws Exception {
    shrink("forward4", 1);
    bench.open(forward(1), MINUTE, AtClose.CUT);
    assertThatThrownBy(() -> bench.open(forward(2), MINUTE, AtClose.CUT))
        .hasMessageContaining("ENFILE");
    assertThat(bench.nft("list", "set", "inet", "knockgate", "open4"))
        .doesNotContain("198.51.100.2");
    bench.shut(forward(1), AtClose.CUT);
    bench.open(forward(2), MINUTE, AtClose.CUT);
  }

  @Test
  void aCapabilityThatIsTakenAwayIsToldAndNothingHasChanged() throws Exception {
    bench.open(forward(1), MINUTE, AtClose.CUT);
    for (var attempt :
        List.<Attempt>of(
            () -> bench.real().apply(opening(forward(2))),
            () -> bench.real().reconcile(List.of()))) {
      assertThatThrownBy(() -> powerless(attempt))
          .isInstanceOf(GatewayException.class)
          .hasMessageContaining("EPERM: Operation not permitted: needs CAP_NET_ADMIN");
      assertThat(bench.doors()).hasSize(1);
    }
    bench.open(forward(2), MINUTE, AtClose.CUT); // once it is given back
    assertThat(bench.doors()).hasSize(2);
  }

  private interface Attempt {
    void make() throws GatewayException;
  }

  private void powerless(Attempt attempt) throws GatewayException {
    bench.inside(
        () -> {
          Powerless.become();
          attempt.make();
          return true;
        });
  }

  private static Change opening(Opening opening) {
    return new Change(List.of(), List.of(new Passage(opening, MINUTE, AtClose.CUT, Entry.ALL)));
  }

  @Test
  void notificationsThatWereLostCountAsAChange() throws Exception {
    var foreign = new AtomicInteger();
    try (var watch = bench.inside(() -> new TableWatch(new OwnPorts(0), 1))) {
      bench.nft("add table ip other; add set ip other many { type ipv4_addr; }");
      // More than its buffer holds, while it doesn't listen.
      var elements = new StringBuilder("add element ip other many { 10.0.0.0");
      for (int i = 1; i < 5_000; i++) {
        elements.append(", ").append(Address.v4(0x0a000000 + i));
      }
      bench.nft(
          "-f", Files.writeString(directory.resolve("many.nft"), elements + " }\n").toString());
      Thread.ofPlatform()
          .daemon()
          .start(
              () -> {
                try {
                  watch.listen(foreign::incrementAndGet);
                } catch (GatewayException refused) {
                  throw new AssertionError(refused);
                }
              });
      Awaitility.await().atMost(MINUTE).until(() -> foreign.get() > 0);
    }
  }

  @Test
  void theTableThatWeSendIsTheOneThatNftLoads() throws Exception {
    var sent = bench.nft("-s", "list", "table", "inet", "knockgate");
    bench.nft(
        "-f", Files.writeString(directory.resolve("text.nft"), bench.real().script()).toString());
    assertThat(bench.nft("-s", "list", "table", "inet", "knockgate")).isEqualTo(sent);
    assertThat(bench.nft("list", "tables")).doesNotContain("draft");
  }
}
