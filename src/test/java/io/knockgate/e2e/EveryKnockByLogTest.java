package io.knockgate.e2e;

import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Place;
import io.knockgate.lab.RunningDaemon;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/// As the article's daemon did it: the operator's own rule logs, the kernel writes, we read.
@Tag("kernel")
class EveryKnockByLogTest extends EveryKnock {
  /// Kernels log for the first network namespace only unless they are told to.
  private static final Path ALL_NAMESPACES = Path.of("/proc/sys/net/netfilter/nf_log_all_netns");

  private static final String TABLE =
      """
      table inet operator {
        chain input {
          type filter hook input priority filter
          iifname "wan" ct state new log prefix "wan "
        }
      }
      """;

  private String before = "";

  @Override
  String capture() {
    return "log: {file: %s}".formatted(homes.resolve("kern.log"));
  }

  @BeforeAll
  @Override
  void build() throws Exception {
    before = Files.readString(ALL_NAMESPACES);
    Files.writeString(ALL_NAMESPACES, "1");
    super.build();
    lab.feed(Place.GATEWAY, TABLE, "nft", "-f", "-");
    var log = "exec dmesg --follow-new >%s".formatted(homes.resolve("kern.log"));
    lab.start(Place.GATEWAY, "sh", "-c", log);
    eventually(
        () -> {
          lab.run(Place.CLIENT, RunningDaemon.client(Lab.GATEWAY_V4, "9"));
          return Files.size(homes.resolve("kern.log")) > 0;
        });
  }

  @AfterAll
  @Override
  void remove() throws Exception {
    super.remove();
    Files.writeString(ALL_NAMESPACES, before);
  }
}
