package io.knockgate.systemd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.knockgate.Block;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Every command of docs/lockout.md, as it stands there, on a machine with a real systemd.
@Tag("kernel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LockoutUnitsTest {
  private static final List<Block> BLOCKS = Block.all("docs/lockout.md");
  private static final String DAEMON = "knockgate.service";
  private static final String STORE = "/var/lib/knockgate/knockgate.db";

  @TempDir private static Path home;

  private final TreeSet<String> tried = new TreeSet<>();
  private Box box;

  @BeforeAll
  void boot() throws Exception {
    box = Box.boot(home);
  }

  @BeforeEach
  void begin() throws Exception {
    eventually(this::isActive);
    eventually(this::isGuarded);
  }

  @AfterAll
  void everyCommandWasTried() throws Exception {
    box.end();
    assertThat(tried)
        .containsExactlyInAnyOrderElementsOf(BLOCKS.stream().map(Block::mark).toList());
  }

  /// Runs a block, each line of which must succeed.
  ///
  /// @return what it wrote
  private String as(String name) throws Exception {
    var block =
        BLOCKS.stream().filter(it -> it.mark().equals("sh " + name)).findFirst().orElseThrow();
    tried.add(block.mark());
    var path = "PATH=/usr/lib/knockgate/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    return box.exec("env", path, "sh", "-ec", block.text());
  }

  @Test
  void doors() throws Exception {
    assertThat(as("open a door")).contains("open-ssh for 203.0.113.7, tcp/22, until");
    assertThat(opened()).contains("203.0.113.7");
    assertThat(as("shut every door")).contains("closed by root");
    eventually(() -> !opened().contains("203.0.113.7"));

    box.exec("systemctl", "stop", DAEMON);
    as("open a door without the daemon");
    assertThat(opened()).contains("203.0.113.7 . tcp . 22 timeout 30m");
    box.exec("systemctl", "start", DAEMON);
    eventually(() -> !opened().contains("203.0.113.7"));
  }

  @Test
  void allOfIt() throws Exception {
    as("take all of it away");
    box.exec("systemctl", "reload", "nftables.service");
    assertThat(isGuarded()).isFalse();
    assertThat(box.run("systemctl", "is-enabled", DAEMON, "knockgate-guard.service").text())
        .isEqualTo("disabled\ndisabled\n");

    as("put it back");
    eventually(this::isGuarded);
    assertThat(box.run("systemctl", "is-enabled", DAEMON, "knockgate-guard.service").text())
        .isEqualTo("enabled\nenabled\n");
  }

  @Test
  void byItself() throws Exception {
    as("undo it in a quarter of an hour");
    as("keep it");
    assertThat(box.property("knockgate-undo.timer", "ActiveState")).isEqualTo("inactive");
    as("undo it in a quarter of an hour");
    box.exec("systemctl", "start", "knockgate-undo.service"); // the quarter is over
    eventually(() -> !isGuarded());
    box.exec("systemctl", "stop", "knockgate-undo.timer");
    as("put it back");
  }

  @Test
  void files() throws Exception {
    as("begin with new replay marks");
    eventually(this::isActive);

    box.exec("systemctl", "stop", DAEMON);
    box.write(STORE, "no database, and more than a page of that: " + "x".repeat(10_000));
    box.run("systemctl", "start", DAEMON);
    assertThat(isGuarded()).isTrue();
    assertThat(as("see why")).contains("knockgate");
    as("begin with a new store");
    eventually(this::isActive);
    assertThat(box.exec("ls", "/var/lib/knockgate/old")).contains("knockgate.db");
  }

  @Test
  void theConfiguration() throws Exception {
    assertThat(as("check and reload")).contains("reloaded");
    as("check and restart");
    eventually(this::isActive);
    assertThat(isGuarded()).isTrue();
  }

  private String opened() throws Exception {
    return box.exec("nft", "list", "set", "inet", "knockgate", "open4");
  }

  private boolean isActive() throws Exception {
    return box.property(DAEMON, "ActiveState").equals("active");
  }

  private boolean isGuarded() throws Exception {
    return box.run("nft", "list", "chain", "inet", "knockgate", "guard").exit() == 0;
  }

  private static void eventually(Callable<Boolean> condition) {
    await().atMost(Duration.ofMinutes(1)).until(condition);
  }
}
