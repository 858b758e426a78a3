package io.knockgate.linux;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Requests to the kernel and its answers, over a socket that nobody else reads. The kernel answers
/// a request before `send` returns, so nothing here ever waits. For one thread.
public final class NetlinkDialogue implements AutoCloseable {
  /// Enough for the answers to a request, of which there is one as long as nothing is refused.
  private static final int ANSWERS = 4 * 1024 * 1024;

  /// A limit, not memory that is taken: some 150,000 set elements in one transaction.
  private static final int REQUEST = 64 * 1024 * 1024;

  private final NetlinkLine socket;
  private final NetlinkWriter writer = new NetlinkWriter();

  NetlinkDialogue(NetlinkLine socket) {
    this.socket = socket;
  }

  /// Opens a socket for requests, in the network namespace of the calling thread.
  ///
  /// @param protocol such as [Netlink#NETLINK_NETFILTER]
  public static NetlinkDialogue open(int protocol) throws LinuxException {
    var socket = NetlinkSocket.open(protocol);
    try {
      socket.receiveBuffer(ANSWERS);
      socket.sendBuffer(REQUEST);
      return new NetlinkDialogue(socket);
    } catch (LinuxException refused) {
      socket.close();
      throw refused;
    }
  }

  /// The id by which the kernel tells our changes from others'.
  public int portId() {
    return socket.portId();
  }

  /// An empty writer for the next request. The same object each time.
  public NetlinkWriter write() {
    return writer.clear();
  }

  /// Sends what was written and reads the answers up to the acknowledgement of its last message,
  /// which must ask for one ([Netlink#NLM_F_ACK]).
  ///
  /// @param what the request in words, for the refusal
  /// @param acknowledged the sequence number of that last message
  /// @throws LinuxException with the first refusal, or when the acknowledgement did not come: then
  ///     it is [LinuxException#unsure]
  public void request(String what, int acknowledged) throws LinuxException {
    drain();
    socket.send(writer);
    var refused = refusal(what, acknowledged);
    if (refused != null) {
      throw refused;
    }
  }

  /// The first refusal among the answers; null where there is none.
  private @Nullable LinuxException refusal(String what, int acknowledged) throws LinuxException {
    try {
      return answered(what, acknowledged);
    } catch (LinuxException lost) {
      throw LinuxException.unanswered(lost);
    }
  }

  private @Nullable LinuxException answered(String what, int acknowledged) throws LinuxException {
    int refused = 0;
    var words = "";
    boolean done = false;
    while (took(what)) {
      var reader = socket.reader();
      while (reader.next()) {
        if (reader.type() != Netlink.NLMSG_ERROR) {
          continue;
        }
        int error = error(what, reader);
        if (error != 0 && refused == 0) {
          refused = error;
          words = reader.errorWords();
        }
        done |= error == 0 && reader.sequence() == acknowledged;
      }
      whole(what, reader);
    }
    if (refused != 0) {
      return new LinuxException(what, refused, words);
    }
    if (!done) {
      throw new LinuxException(what + ": the kernel did not acknowledge it");
    }
    return null;
  }

  /// Sends what was written, a dump request, and hands over every message of the answer.
  ///
  /// @param what the request in words, for the refusal
  /// @param each is given the reader at each message; keeps nothing of it
  /// @return whether the answer is one picture; false when it changed while it was read
  ///     ([Netlink#NLM_F_DUMP_INTR]), so that some of it may be missing or told twice
  public boolean dump(String what, Consumer<NetlinkReader> each) throws LinuxException {
    drain();
    socket.send(writer);
    boolean steady = true;
    while (true) {
      if (!took(what)) {
        throw new LinuxException(what + ": the kernel's answer ends too early");
      }
      var reader = socket.reader();
      while (reader.next()) {
        steady &= (reader.flags() & Netlink.NLM_F_DUMP_INTR) == 0;
        int type = reader.type();
        if (type == Netlink.NLMSG_DONE || type == Netlink.NLMSG_ERROR) {
          int error = error(what, reader);
          if (error != 0) {
            throw new LinuxException(what, error, reader.errorWords());
          }
          return steady;
        }
        handOver(what, reader, each);
      }
      whole(what, reader);
    }
  }

  private static void handOver(String what, NetlinkReader reader, Consumer<NetlinkReader> each)
      throws LinuxException {
    try {
      each.accept(reader);
    } catch (IndexOutOfBoundsException tooShort) {
      throw cutShort(what);
    }
  }

  private static int error(String what, NetlinkReader reader) throws LinuxException {
    if (!reader.saysError()) {
      throw cutShort(what);
    }
    return reader.error();
  }

  /// What is cut short may be missing what matters: nothing of it is believed.
  private static void whole(String what, NetlinkReader reader) throws LinuxException {
    if (reader.cut()) {
      throw cutShort(what);
    }
  }

  private static LinuxException cutShort(String what) {
    return new LinuxException(what + ": the kernel's answer is cut short");
  }

  @Override
  public void close() {
    socket.close();
  }

  /// Takes the next datagram of an answer; false when there is none.
  private boolean took(String what) throws LinuxException {
    return switch (socket.receiveNow()) {
      case MESSAGES -> true;
      case NOTHING -> false;
      case LOST -> throw new LinuxException(what + ": answers of the kernel were lost");
      case CLOSED -> throw new LinuxException(what + ": the socket is closed");
    };
  }

  /// Throws away what a request that failed half-way may have left.
  private void drain() throws LinuxException {
    NetlinkSocket.Received left;
    do {
      left = socket.receiveNow();
    } while (left == NetlinkSocket.Received.MESSAGES || left == NetlinkSocket.Received.LOST);
  }
}
