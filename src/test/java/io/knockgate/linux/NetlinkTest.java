package io.knockgate.linux;

import static io.knockgate.linux.Netlink.NETLINK_NETFILTER;
import static io.knockgate.linux.Netlink.NFNL_SUBSYS_NFTABLES;
import static io.knockgate.linux.Netlink.NLM_F_ACK;
import static io.knockgate.linux.Netlink.NLM_F_DUMP;
import static io.knockgate.linux.Netlink.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Netlink against the real kernel, as far as nobody needs privilege for it.
class NetlinkTest {
  private static final int NFT_MSG_GETTABLE = 1;
  private static final int NFT_MSG_GETGEN = 16;

  @Test
  void aSocketHasAPortIdOfItsOwn() throws Exception {
    try (var one = NetlinkSocket.open(NETLINK_NETFILTER);
        var other = NetlinkSocket.open(NETLINK_NETFILTER)) {
      assertThat(one.portId()).isNotZero().isNotEqualTo(other.portId());
    }
  }

  @Test
  void anUnknownProtocolIsRefusedByName() {
    assertThatThrownBy(() -> NetlinkSocket.open(31))
        .isInstanceOf(LinuxException.class)
        .hasMessage("netlink socket: EPROTONOSUPPORT: Protocol not supported");
  }

  @Test
  void aReceiveThatHearsNothingEnds() throws Exception {
    try (var socket = NetlinkSocket.open(NETLINK_NETFILTER)) {
      assertThat(socket.receive()).isEqualTo(NetlinkSocket.Received.NOTHING);
    }
  }

  @Test
  void aReceiveThatWaitsSeesTheClose() throws Exception {
    var socket = NetlinkSocket.open(NETLINK_NETFILTER);
    var listener =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    var got = socket.receive();
                    while (got != NetlinkSocket.Received.CLOSED) {
                      got = socket.receive();
                    }
                  } catch (LinuxException refused) {
                    throw new AssertionError(refused);
                  }
                });
    socket.close();
    socket.close();
    assertThat(listener.join(Duration.ofSeconds(20))).isTrue();
    assertThatThrownBy(() -> socket.send(new NetlinkWriter()))
        .hasMessage("netlink send: the socket is closed");
  }

  @Test
  void aDumpEndsAndARefusalNamesTheOperation() throws Exception {
    try (var dialogue = NetlinkDialogue.open(NETLINK_NETFILTER)) {
      var count = new AtomicInteger();
      var request = dialogue.write();
      request.message(type(NFNL_SUBSYS_NFTABLES, NFT_MSG_GETGEN), NLM_F_DUMP);
      request.nfgen(Netlink.UNSPEC, 0);
      // The kernel answers the generation once and ends without a DONE: told as too short.
      assertThatThrownBy(() -> dialogue.dump("ask", _ -> count.incrementAndGet()))
          .isInstanceOf(LinuxException.class)
          .hasMessageStartingWith("ask: ");
      var unknown = dialogue.write();
      int sequence = unknown.message(type(NFNL_SUBSYS_NFTABLES, NFT_MSG_GETTABLE), NLM_F_ACK);
      unknown.nfgen(Netlink.INET, 0).text(1, "kgk-no-such-table");
      assertThatThrownBy(() -> dialogue.request("get table", sequence))
          .isInstanceOfSatisfying(
              LinuxException.class,
              refused -> {
                assertThat(refused).hasMessageStartingWith("get table: E");
                assertThat(refused.errno()).isIn(Errno.ENOENT, Errno.EPERM);
              });
    }
  }
}
