package io.knockgate.gateway.nftables;

import static io.knockgate.lab.Lab.Place.GATEWAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.action.AtClose;
import io.knockgate.action.Opening;
import io.knockgate.gateway.Entry;
import io.knockgate.gateway.GatewayException;
import io.knockgate.gateway.Passage;
import io.knockgate.lab.Lab;
import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
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

/// The table among other people: who changed it, how it differs, how it goes and comes back.
@Tag("kernel")
class WatchTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Opening DOOR =
      new Opening.Forward(
          Address.v4(0xc633640a), Port.tcp(2222), new Endpoint(Address.v4(0x0a140005), 22), false);

  private final AtomicInteger foreign = new AtomicInteger();
  private Lab lab;
  private Bench bench;

  @BeforeEach
  void build() throws Exception {
    lab = Lab.open();
    bench = new Bench(lab, spec(Port.tcp(22)));
  }

  @AfterEach
  void remove() throws Exception {
    bench.close();
    lab.close();
  }

  private static TableSpec spec(Port... guard) {
    return new TableSpec(
        Set.of("wan"),
        Set.of(guard),
        List.of(
            new TableSpec.Target(Port.tcp(2222), new Endpoint(Address.v4(0x0a140005), 22), true)),
        PortRange.ALL,
        Set.of(),
        Set.of(),
        Set.of(),
        TableSpec.Closed.DROP,
        OptionalInt.of(62));
  }

  private TableWatch watching() throws Exception {
    var watch = bench.inside(() -> bench.real().watch());
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
    return watch;
  }

  @Test
  void ourOwnChangesAndOtherTablesAreNoForeignChange() throws Exception {
    bench.reconcile(List.of());
    try (var _ = watching()) {
      bench.open(DOOR, MINUTE, AtClose.CUT);
      bench.reconcile(List.of(new Passage(DOOR, MINUTE, AtClose.CUT, Entry.ALL)));
      bench.shut(DOOR, AtClose.CUT);
      for (int i = 0; i < 5; i++) {
        bench.nft("add table inet docker; delete table inet docker");
        bench.nft("add table ip knockgate; delete table ip knockgate");
      }
      // Notifications come in order: when this one has come, those before it are through.
      bench.nft("add chain inet knockgate theirs");
      Awaitility.await().atMost(MINUTE).until(() -> foreign.get() > 0);
      assertThat(foreign).hasValue(1);
    }
  }

  @Test
  void aFlushIsNoticedAndTheTableComesBackWithItsDoors() throws Exception {
    bench.reconcile(List.of());
    bench.open(DOOR, MINUTE, AtClose.CUT);
    try (var _ = watching()) {
      bench.nft("flush", "ruleset");
      Awaitility.await().atMost(MINUTE).until(() -> foreign.get() > 0);
      assertThat(bench.inside(() -> bench.real().loaded())).isFalse();
      assertThatThrownBy(() -> bench.open(DOOR, MINUTE, AtClose.CUT))
          .isInstanceOf(GatewayException.class)
          .hasMessageContaining("the table inet knockgate is not loaded");
      var real =
          bench.reconcile(List.of(new Passage(DOOR, Duration.ofHours(1), AtClose.CUT, Entry.ALL)));
      assertThat(real).singleElement().matches(door -> door.remaining().compareTo(MINUTE) <= 0);
      assertThat(bench.doors()).hasSize(1);
    }
  }

  @Test
  void anElementThatSomebodyTookAwayIsAForeignChange() throws Exception {
    bench.reconcile(List.of());
    bench.open(DOOR, MINUTE, AtClose.CUT);
    try (var _ = watching()) {
      bench.nft("delete element inet knockgate open4 { 198.51.100.10 . tcp . 2222 }");
      Awaitility.await().atMost(MINUTE).until(() -> foreign.get() > 0);
    }
  }

  @Test
  void aWatchThatIsClosedEnds() throws Exception {
    var watch = bench.inside(() -> bench.real().watch());
    var thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    watch.listen(foreign::incrementAndGet);
                  } catch (GatewayException refused) {
                    throw new AssertionError(refused);
                  }
                });
    watch.close();
    watch.close();
    assertThat(thread.join(MINUTE)).isTrue();
  }

  @Test
  void thePlanTellsWhatDiffers() throws Exception {
    assertThat(plan().difference()).isEqualTo(new Difference.NotLoaded());
    bench.reconcile(List.of());
    bench.open(DOOR, MINUTE, AtClose.CUT);
    assertThat(plan().difference()).isEqualTo(new Difference.Lines(List.of()));
    assertThat(plan().script()).isEqualTo(TableText.of(spec(Port.tcp(22))));
    bench.nft("add chain inet knockgate theirs");
    bench.restart(spec(Port.tcp(22), Port.tcp(443)));
    assertThat(plan().difference())
        .isInstanceOfSatisfying(
            Difference.Lines.class,
            difference ->
                assertThat(difference.lines())
                    .contains(
                        "- \t\telements = { 22, 2222 }",
                        "+ \t\telements = { 22, 443, 2222 }",
                        "- \tchain theirs {"));
    bench.reconcile(List.of());
    assertThat(plan().difference()).isEqualTo(new Difference.Lines(List.of()));
  }

  private Plan plan() throws GatewayException {
    return bench.inside(() -> bench.real().plan());
  }

  @Test
  void theGuardLeavesDoorsAsTheyAre() throws Exception {
    guard();
    assertThat(bench.inside(() -> bench.real().loaded())).isTrue();
    bench.open(DOOR, MINUTE, AtClose.KEEP);
    bench.restart(spec(Port.tcp(22), Port.tcp(443)));
    guard();
    assertThat(bench.doors()).hasSize(1).allSatisfy((_, left) -> assertThat(left).isPositive());
    assertThat(bench.nft("list", "set", "inet", "knockgate", "guarded_tcp")).contains("443");
  }

  private void guard() throws GatewayException {
    bench.inside(
        () -> {
          bench.real().guard();
          return true;
        });
  }

  @Test
  void whatIsReleasedIsGoneAndMayBeReleasedAgain() throws Exception {
    bench.reconcile(List.of());
    for (int i = 0; i < 2; i++) {
      bench.inside(
          () -> {
            bench.real().release();
            return true;
          });
      assertThat(bench.nft("list", "ruleset")).doesNotContain("knockgate");
    }
  }

  @Test
  void aMarkThatCanNotBeWrittenKeepsNothingFromBeingLoaded() throws Exception {
    var nowhere = Path.of("/proc/nowhere/mark");
    try (var gateway = bench.inside(() -> NftablesGateway.open(spec(Port.tcp(22)), nowhere))) {
      bench.inside(() -> gateway.reconcile(List.of()));
      assertThat(bench.inside(gateway::loaded)).isTrue();
    }
  }

  @Test
  void withoutTheCapabilityTheRefusalSaysSo() throws Exception {
    var java = ProcessHandle.current().info().command().orElseThrow();
    var output =
        lab.run(
            GATEWAY,
            "setpriv",
            "--bounding-set=-all",
            "--inh-caps=-all",
            java,
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Powerless.class.getName());
    assertThat(output.text()).contains("EPERM: Operation not permitted: needs CAP_NET_ADMIN");
  }

  /// Looks for the table, and prints the refusal.
  static final class Powerless {
    private Powerless() {}

    public static void main(String[] arguments) throws Exception {
      try (var gateway = NftablesGateway.open(spec(Port.tcp(22)), Path.of("/nonexistent/mark"))) {
        System.out.println(gateway.loaded());
      } catch (GatewayException refused) {
        System.out.println(refused.getMessage());
      }
    }
  }
}
