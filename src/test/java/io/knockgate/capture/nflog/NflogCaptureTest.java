package io.knockgate.capture.nflog;

import static io.knockgate.lab.Lab.Place.GATEWAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.knockgate.capture.Capture;
import io.knockgate.capture.CaptureException;
import io.knockgate.capture.LabCaptureTest;
import io.knockgate.capture.Listener;
import io.knockgate.capture.OpenOnly;
import io.knockgate.capture.Tunings;
import io.knockgate.packet.Frame;
import io.knockgate.packet.Link;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NflogCaptureTest extends LabCaptureTest {
  private static final String TABLE =
      """
      table inet kgc {
        chain hear {
          type filter hook prerouting priority raw; policy accept;
          iifname "wan" udp dport 7000 log group 62 snaplen 1600 queue-threshold 1
          iifname "wan" tcp flags & (fin|syn|rst|ack) == syn log group 62 snaplen 128
        }
      }
      """;

  @BeforeAll
  void handOverPackets() throws Exception {
    assertThat(lab.feed(GATEWAY, TABLE, "nft", "-f", "-").text()).isEmpty();
  }

  @Override
  protected Capture capture() {
    return new NflogCapture(NUMBER, 62, Tunings.packets(DATAGRAMS, SCREEN));
  }

  @Test
  void framesBeginWithTheIpHeader() throws Exception {
    try (var listener = listen(capture())) {
      var packet = syn(WATCHED, 5);
      arrive(packet);
      listener.awaitPort(WATCHED);
      assertThat(listener.frames())
          .allMatch(frame -> frame.link() == Link.IP)
          .first()
          .extracting(Frame::bytes)
          .isEqualTo(packet);
    }
  }

  @Test
  void aGroupThatAnotherProcessHasIsRefusedWithWords() throws Exception {
    try (var _ = open(capture())) {
      assertThatThrownBy(() -> open(capture()))
          .isInstanceOf(CaptureException.class)
          .hasMessage(
              "nflog group 62: another process has this group (/proc/net/netfilter/nfnetlink_log"
                  + " tells which): end it, or choose another group");
      try (var other = open(new NflogCapture(0, 63, Tunings.all()))) {
        assertThat(other.report().name()).isEqualTo("nflog 63");
      }
    }
  }

  @Test
  void aMissingCapabilityIsNamed() throws Exception {
    var command = new ArrayList<>(List.of("setpriv", "--bounding-set", "-net_admin"));
    command.addAll(OpenOnly.command("nflog"));
    assertThat(lab.exec(GATEWAY, command.toArray(String[]::new)))
        .isEqualTo(
            "nflog group 62: netlink: EPERM: Operation not permitted: needs CAP_NET_ADMIN\n");
  }

  @Test
  void whatTheKernelThrewAwayIsCountedAndSurvived() throws Exception {
    int sent = 40_000;
    var capture = open(capture());
    for (int i = 0; i < sent; i++) {
      arrive(syn(WATCHED, i));
    }
    try (var listener = new Listener(capture, this::enter).ready()) {
      await()
          .atMost(Listener.LIMIT)
          .untilAsserted(
              () -> {
                arrive(syn(WATCHED, -1));
                assertThat(listener.packets().getLast().sequence()).isEqualTo(-1);
              });
      var report = listener.report();
      long after = listener.packets().stream().filter(packet -> packet.sequence() == -1).count();
      assertThat(report.lost()).isPositive();
      assertThat(report.heard()).isGreaterThan(1000);
      assertThat(report.heard() + report.lost()).isGreaterThanOrEqualTo(sent + after);
    }
  }
}
