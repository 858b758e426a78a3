package io.knockgate.gateway.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.gateway.nftables.TableSpec.Closed;
import io.knockgate.gateway.nftables.TableSpec.Target;
import io.knockgate.net.BadValue;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The whole text of the table, compared with what a reviewer has read: `NAME.nft` beside this
/// class.
class TableTextTest {
  private static final TableSpec USUAL =
      new TableSpec(
          Set.of("wan0"),
          Set.of(Port.tcp(443), Port.tcp(22), Port.udp(51820)),
          List.of(new Target(Port.tcp(2222), endpoint("10.20.0.5:22"), false)),
          PortRange.ALL,
          Set.of(Port.tcp(7000), Port.udp(7001), Port.udp(7002), Port.udp(9000)),
          Set.of(Port.udp(62201), Port.udp(62202)),
          Set.of(),
          Closed.DROP,
          OptionalInt.of(62));

  static final Map<String, TableSpec> SPECS =
      new TreeMap<>(
          Map.of(
              "usual",
              USUAL,
              "reset-two-links-masquerade",
              new TableSpec(
                  Set.of("wan0", "ppp0"),
                  Set.of(),
                  List.of(
                      new Target(Port.tcp(2222), endpoint("10.20.0.5:22"), true),
                      new Target(Port.tcp(2222), endpoint("[fd00:20::5]:22"), false),
                      new Target(Port.udp(514), endpoint("10.20.0.6:1514"), false)),
                  new PortRange(1000, 2000),
                  Set.of(Port.tcp(2001), Port.tcp(1500), Port.tcp(3000)),
                  Set.of(),
                  Set.of(),
                  Closed.RESET,
                  OptionalInt.of(7)),
              "nothing-heard",
              new TableSpec(
                  Set.of("wan0"),
                  Set.of(Port.tcp(22)),
                  List.of(),
                  PortRange.ALL,
                  Set.of(),
                  Set.of(),
                  Set.of(),
                  Closed.DROP,
                  OptionalInt.empty()),
              "sockets",
              new TableSpec(
                  Set.of("wan0"),
                  Set.of(Port.tcp(22)),
                  List.of(),
                  PortRange.ALL,
                  Set.of(),
                  Set.of(),
                  Set.of(Port.udp(62202), Port.udp(62201)),
                  Closed.DROP,
                  OptionalInt.empty())));

  @ParameterizedTest
  @ValueSource(strings = {"usual", "reset-two-links-masquerade", "nothing-heard", "sockets"})
  void theTextIsTheOneThatWasReviewed(String name) {
    assertThat(TableText.of(spec(name))).isEqualTo(golden(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"usual", "reset-two-links-masquerade", "nothing-heard", "sockets"})
  @Tag("kernel")
  void nftTakesTheTextAndTwiceInARow(String name) throws Exception {
    var text = TableText.of(spec(name));
    assertThat(new Nft(_ -> {}).listAsIfLoaded(text + text)).isPresent();
  }

  @Test
  void overlapsAndSeamsAreMerged() {
    assertThat(
            TableSets.merged(
                List.of(
                    new PortRange(30, 40),
                    new PortRange(1, 10),
                    new PortRange(5, 20),
                    new PortRange(21, 21),
                    new PortRange(7, 8),
                    new PortRange(65535, 65535))))
        .containsExactly(new PortRange(1, 21), new PortRange(30, 40), new PortRange(65535, 65535));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "wan\" accept", "a b", "sixteen-letters-", "x;y", "{", "a\nb"})
  void whatIsNoNameOfAnInterfaceNeverReachesTheText(String name) {
    assertThatThrownBy(
            () ->
                new TableSpec(
                    Set.of(name),
                    Set.of(),
                    List.of(),
                    PortRange.ALL,
                    Set.of(),
                    Set.of(),
                    Set.of(),
                    Closed.DROP,
                    OptionalInt.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static TableSpec spec(String name) {
    return Objects.requireNonNull(SPECS.get(name));
  }

  private static String golden(String name) {
    try (InputStream in = TableTextTest.class.getResourceAsStream(name + ".nft")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Endpoint endpoint(String text) {
    try {
      return Endpoint.parse(text);
    } catch (BadValue impossible) {
      throw new AssertionError(impossible);
    }
  }
}
