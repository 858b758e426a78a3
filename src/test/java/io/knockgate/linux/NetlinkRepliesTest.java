package io.knockgate.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Real answers of the kernel, cut off and bent: each is a refusal in words.
class NetlinkRepliesTest {
  private static final int ROUTE = 0; // NETLINK_ROUTE
  private static final int GETLINK = 18;
  private static final int IFINFO = 16; // bytes of struct ifinfomsg
  private static final int GETTABLE = Netlink.type(Netlink.NFNL_SUBSYS_NFTABLES, 1);

  /// A socket that answers each request with the same datagrams; null among them is an overrun.
  private static final class Canned implements NetlinkLine {
    private final List<byte[]> answers;
    private final Deque<byte[]> left = new ArrayDeque<>();
    private NetlinkReader reader = new NetlinkReader(MemorySegment.NULL);

    Canned(List<byte[]> answers) {
      this.answers = answers;
    }

    @Override
    public int portId() {
      return 1;
    }

    @Override
    public void send(NetlinkWriter messages) {
      left.addAll(answers);
    }

    @Override
    public NetlinkSocket.Received receiveNow() {
      if (left.isEmpty()) {
        return NetlinkSocket.Received.NOTHING;
      }
      var next = left.pop();
      var bytes = Arena.ofAuto().allocate(Math.max(1, next.length), 8);
      MemorySegment.copy(next, 0, bytes, ValueLayout.JAVA_BYTE, 0, next.length);
      reader = new NetlinkReader(bytes).over(next.length);
      return NetlinkSocket.Received.MESSAGES;
    }

    @Override
    public NetlinkReader reader() {
      return reader;
    }

    @Override
    public void close() {}
  }

  private static int askForLinks(NetlinkWriter request, int flags) {
    int sequence = request.message(GETLINK, flags);
    request.header(new byte[IFINFO]);
    return sequence;
  }

  private static int askForATable(NetlinkWriter request, int flags) {
    int sequence = request.message(GETTABLE, flags);
    request.nfgen(Netlink.INET, 0).text(1, "kgk-no-such-table");
    return sequence;
  }

  /// What the kernel answers, datagram by datagram.
  private static List<byte[]> record(int protocol, NetlinkWriter request) {
    int fd = Libc.socket(16, 3, protocol);
    try (var arena = Arena.ofConfined()) {
      assertThat(Libc.send(fd, request.segment(), request.size(), 0)).isPositive();
      var datagrams = new ArrayList<byte[]>();
      var bytes = arena.allocate(256 * 1024, 8);
      for (long got; (got = Libc.recv(fd, bytes, bytes.byteSize(), 0x40)) > 0; ) {
        datagrams.add(bytes.asSlice(0, got).toArray(ValueLayout.JAVA_BYTE));
      }
      return datagrams;
    } finally {
      Libc.close(fd);
    }
  }

  private static int dump(List<byte[]> answers) throws LinuxException {
    var seen = new ArrayList<Integer>();
    try (var dialogue = new NetlinkDialogue(new Canned(answers))) {
      askForLinks(dialogue.write(), Netlink.NLM_F_DUMP);
      dialogue.dump("list links", message -> seen.add(message.type()));
      return seen.size();
    }
  }

  private static void request(List<byte[]> answers) throws LinuxException {
    try (var dialogue = new NetlinkDialogue(new Canned(answers))) {
      dialogue.request("change", askForATable(dialogue.write(), Netlink.NLM_F_ACK));
    }
  }

  private static List<byte[]> cut(List<byte[]> datagrams, int which, int length) {
    var cut = new ArrayList<>(datagrams);
    cut.set(which, Arrays.copyOf(datagrams.get(which), length));
    return cut;
  }

  @Test
  void noCutDumpIsTakenForTheWholeOne() throws Exception {
    var request = new NetlinkWriter();
    askForLinks(request, Netlink.NLM_F_DUMP);
    var real = record(ROUTE, request);
    assertThat(real).hasSizeGreaterThan(1);
    assertThat(dump(real)).isPositive();
    for (int which = 0; which < real.size(); which++) {
      for (int length = 1; length < real.get(which).length; length++) {
        var answers = cut(real, which, length);
        if (which == real.size() - 1 || !endsAMessage(real.get(which), length)) {
          assertThatThrownBy(() -> dump(answers))
              .isInstanceOf(LinuxException.class)
              .hasMessageMatching("list links: the kernel's answer (is cut short|ends too early)");
        }
      }
    }
  }

  /// A datagram that ends with a whole message is a shorter dump, which nobody can tell.
  private static boolean endsAMessage(byte[] datagram, int length) {
    var bytes = MemorySegment.ofArray(datagram);
    int at = 0;
    while (at < length) {
      at += Netlink.align(bytes.get(ValueLayout.JAVA_INT_UNALIGNED, at));
    }
    return at == length;
  }

  @Test
  void noCutAcknowledgementIsBelieved() throws Exception {
    var request = new NetlinkWriter();
    int sequence =
        askForLinks(request, Netlink.NLM_F_DUMP); // its DONE holds a zero, as an ACK does
    assertThat(sequence).isEqualTo(1);
    var ack = new NetlinkWriter();
    ack.message(Netlink.NLMSG_ERROR, 0);
    ack.header(new byte[20]); // no error, and the header of what was asked
    var whole = ack.segment().asSlice(0, ack.size()).toArray(ValueLayout.JAVA_BYTE);
    request(List.of(whole));
    for (int length = 0; length < whole.length; length++) {
      int cut = length;
      assertThatThrownBy(() -> request(List.of(Arrays.copyOf(whole, cut))))
          .isInstanceOf(LinuxException.class)
          .hasMessageStartingWith("change: the kernel")
          .matches(lost -> ((LinuxException) lost).unsure(), "it may be done all the same");
      if (length >= Netlink.MESSAGE_HEADER && length < Netlink.MESSAGE_HEADER + 4) {
        var shorter = Arrays.copyOf(whole, length);
        MemorySegment.ofArray(shorter).set(ValueLayout.JAVA_INT_UNALIGNED, 0, length);
        assertThatThrownBy(() -> request(List.of(shorter)))
            .hasMessage("change: the kernel's answer is cut short");
      }
    }
    assertThatThrownBy(() -> request(List.of()))
        .hasMessage("change: the kernel did not acknowledge it");
  }

  @Test
  void aCutRefusalIsARefusal() throws Exception {
    var request = new NetlinkWriter();
    askForATable(request, Netlink.NLM_F_ACK);
    var real = record(Netlink.NETLINK_NETFILTER, request);
    assertThat(real).hasSize(1);
    assertThatThrownBy(() -> request(real))
        .matches(refused -> !((LinuxException) refused).unsure(), "it is not done");
    for (int length = 0; length <= real.getFirst().length; length++) {
      var answers = cut(real, 0, length);
      assertThatThrownBy(() -> request(answers))
          .isInstanceOf(LinuxException.class)
          .hasMessageStartingWith("change: ");
    }
  }

  @Test
  void whatIsTooShortForItsTypeIsARefusal() throws Exception {
    var request = new NetlinkWriter();
    askForLinks(request, Netlink.NLM_F_DUMP);
    var real = record(ROUTE, request);
    try (var dialogue = new NetlinkDialogue(new Canned(real))) {
      askForLinks(dialogue.write(), Netlink.NLM_F_DUMP);
      assertThatThrownBy(() -> dialogue.dump("list links", message -> readTooMuch(message)))
          .hasMessage("list links: the kernel's answer is cut short");
    }
  }

  private static void readTooMuch(NetlinkReader message) {
    for (var attributes = message.attributes(IFINFO); attributes.next(); ) {
      attributes.u64();
    }
  }
}
