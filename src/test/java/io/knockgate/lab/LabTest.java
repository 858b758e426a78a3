package io.knockgate.lab;

import static io.knockgate.lab.Lab.Place.CLIENT;
import static io.knockgate.lab.Lab.Place.GATEWAY;
import static io.knockgate.lab.Lab.Place.HOST;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("kernel")
class LabTest {
  @Test
  void itIsANetworkAndLeavesNothing() throws Exception {
    String name;
    try (var lab = Lab.open()) {
      name = lab.name(GATEWAY);
      lab.exec(CLIENT, "ping", "-c1", "-W5", Lab.GATEWAY_V4);
      lab.exec(CLIENT, "ping", "-c1", "-W5", Lab.GATEWAY_V6);
      lab.exec(GATEWAY, "ping", "-c1", "-W5", Lab.HOST_V4);
      lab.exec(HOST, "ping", "-c1", "-W5", Lab.GATEWAY_V6);
      lab.start(HOST, "sleep", "600");
      try (var server = lab.inside(HOST, () -> new ServerSocket(22));
          var socket =
              lab.inside(
                  GATEWAY,
                  () -> {
                    var mine = new Socket();
                    mine.connect(new InetSocketAddress(Lab.HOST_V4, 22), 10_000);
                    return mine;
                  })) {
        assertThat(server.accept().getInetAddress()).isEqualTo(socket.getLocalAddress());
      }
    }
    var left = new ProcessBuilder("ip", "netns", "list").start();
    assertThat(left.inputReader().lines()).noneMatch(line -> line.contains(name));
  }
}
