package io.knockgate.capture.udp;

import static io.knockgate.lab.Lab.Place.GATEWAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.knockgate.capture.Capture;
import io.knockgate.capture.CaptureException;
import io.knockgate.capture.LabCaptureTest;
import io.knockgate.capture.Listener;
import io.knockgate.capture.OpenOnly;
import io.knockgate.capture.Tunings;
import io.knockgate.net.Protocol;
import io.knockgate.packet.Screen;
import io.knockgate.packet.Wire;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UdpCaptureTest extends LabCaptureTest {
  @Override
  protected Capture capture() {
    return new UdpCapture(NUMBER, DATAGRAMS.number(), Tunings.packets(DATAGRAMS, SCREEN));
  }

  @Override
  protected byte[] knock(int from) {
    return Wire.v4(Protocol.UDP, Wire.udp(from, DATAGRAMS.number(), 4));
  }

  @Override
  protected byte[] knock6(int from) {
    return Wire.v6(17, Wire.udp(from, DATAGRAMS.number(), 4));
  }

  @Test
  void aPortThatAnotherProcessHearsIsRefusedWithWords() throws Exception {
    try (var _ = open(capture())) {
      assertThatThrownBy(() -> open(capture()))
          .isInstanceOf(CaptureException.class)
          .hasMessage(
              "udp 7000: another process hears this port (ss -ulnp tells which): end it, or choose"
                  + " another port");
    }
  }

  @Test
  void aPortThatIsNotForEverybodyIsRefusedWithWords() throws Exception {
    var command = new ArrayList<>(List.of("setpriv", "--bounding-set", "-net_bind_service"));
    command.addAll(OpenOnly.command("udp"));
    assertThat(lab.exec(GATEWAY, command.toArray(String[]::new)))
        .isEqualTo(
            "udp 53: bind: EACCES: Permission denied: ports below 1024 need CAP_NET_BIND_SERVICE:"
                + " choose a higher one, or let systemd pass the socket\n");
  }

  /// The socket is bound before the program is there, which could not bind it a second time, and
  /// holds the datagram that made systemd start the program.
  @Test
  void aSocketThatSystemdPassedIsAdopted() throws Exception {
    var command = new ArrayList<>(List.of("systemd-socket-activate", "-d", "-l", "62201"));
    command.addAll(HearOne.command());
    var activated = lab.start(GATEWAY, command.toArray(String[]::new));
    var output = activated.inputReader();
    assertThat(output.readLine()).startsWith("Listening on [::]:62201");
    lab.exec(GATEWAY, "bash", "-c", "echo -n 'let me in' >/dev/udp/127.0.0.1/62201");
    assertThat(output.lines()).last().asString().isEqualTo("let me in");
    assertThat(activated.waitFor()).isZero();
  }

  @Test
  void aDatagramLongerThanAnyKnockIsHeardAndNotHandedOver() throws Exception {
    try (var listener = listen(capture())) {
      lab.exec(GATEWAY, "bash", "-c", "head -c 3000 /dev/zero >/dev/udp/127.0.0.1/7000");
      arrive(knock(1));
      listener.awaitSourcePort(1);
      assertThat(listener.packets()).hasSize(1);
      assertThat(listener.report().heard()).isEqualTo(2);
    }
  }

  @Test
  void whatTheKernelThrewAwayIsCountedAndSurvived() throws Exception {
    int sent = 40_000;
    var capture = open(capture());
    for (int i = 0; i < sent; i++) {
      arrive(knock(1));
    }
    try (var listener = new Listener(capture, this::enter).ready()) {
      await()
          .atMost(Listener.LIMIT)
          .untilAsserted(
              () -> {
                arrive(knock(2));
                assertThat(listener.sourcePorts().getLast()).isEqualTo(2);
              });
      var report = listener.report();
      long after = listener.sourcePorts().stream().filter(from -> from == 2).count();
      assertThat(report.lost()).isPositive();
      assertThat(report.heard()).isGreaterThan(1000);
      assertThat(report.heard() + report.lost()).isGreaterThanOrEqualTo(sent + after);
    }
  }

  /// Counts what its thread allocates while datagrams come that it keeps out: the least between
  /// one and the twentieth after it. Those that came by one system call, whose way through the JDK
  /// costs an object until it is compiled, are more.
  private static final class Meter implements Screen {
    private static final int APART = 20;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private int seen;
    private long before;
    volatile long least = Long.MAX_VALUE;

    @Override
    public boolean passes(byte[] bytes, int from, int to) {
      if (seen++ % APART == 0) {
        long now = threads.getCurrentThreadAllocatedBytes();
        least = Math.min(least, now - before);
        before = threads.getCurrentThreadAllocatedBytes();
      }
      return false;
    }
  }

  @Test
  void nothingIsAllocatedForADatagramThatIsKeptOut() throws Exception {
    var meter = new Meter();
    var capture = open(new UdpCapture(0, DATAGRAMS.number(), Tunings.packets(DATAGRAMS, meter)));
    for (int i = 1; i <= 4000; i++) {
      arrive(i % 2 == 0 ? knock(i) : knock6(i));
    }
    try (var _ = new Listener(capture, this::enter)) {
      await().atMost(Listener.LIMIT).until(() -> capture.report().heard() == 4000);
      assertThat(meter.least).isZero();
    }
  }
}
