package io.knockgate.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class EveryKnockByNflogTest extends EveryKnock {
  @Override
  String capture() {
    return "nflog: {group: 62}";
  }

  @Test
  void aSequenceThatCountsOnceAlsoAfterAKill() throws Exception {
    send("52001", "51002", "53003", "50004");
    told("granted", "once");
    daemon.kill();
    daemon.start();

    send("52001", "51002", "53003", "50004");
    assertThat(told("refused", "once").get("reason").getAsString()).isEqualTo("already used");
  }
}
