package io.knockgate.gateway.nftables;

import io.knockgate.action.Opening;
import io.knockgate.gateway.Gateway;
import io.knockgate.gateway.GatewayContract;
import io.knockgate.gateway.Shutting;
import io.knockgate.lab.Lab;
import io.knockgate.net.Endpoint;
import io.knockgate.net.PortRange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/// The real gateway, in a real kernel, keeps the promises of every gateway.
@Tag("kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NftablesGatewayContractTest extends GatewayContract {
  private Lab lab;
  private Bench bench;

  @BeforeAll
  void build() throws Exception {
    lab = Lab.open();
  }

  @AfterAll
  void remove() {
    lab.close();
  }

  @BeforeEach
  void load() throws Exception {
    var target = new TableSpec.Target(NAS, Endpoint.parse("10.20.0.5:22"), false);
    bench =
        new Bench(
            lab,
            new TableSpec(
                Set.of("wan"),
                Set.of(SSH),
                List.of(target),
                PortRange.ALL,
                Set.of(),
                Set.of(),
                Set.of(),
                TableSpec.Closed.DROP,
                OptionalInt.empty()));
    bench.reconcile(List.of());
  }

  @AfterEach
  void release() throws Exception {
    bench.close();
  }

  @Override
  protected Gateway gateway() {
    return bench;
  }

  @Override
  protected Map<Shutting, Duration> open() throws Exception {
    return bench.doors();
  }

  @Override
  protected void use(Opening opening) throws Exception {
    bench.use(opening);
  }

  @Override
  protected void refuse() throws Exception {
    // Somebody else's element leads the same slot elsewhere, which we may not take away.
    bench.nft(
        "add",
        "element",
        "inet",
        "knockgate",
        "forward4",
        "{ 198.51.100.10 . tcp . 2222 : 10.20.0.9 . 22 }");
  }
}
