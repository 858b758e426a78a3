package io.knockgate.gateway.nftables;

import io.knockgate.action.AtClose;
import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import io.knockgate.net.Protocol;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// One element of our sets, as the kernel holds it. A pinhole is an [Admit]; a forward is an
/// [Admit] and a [Lead]. A door that shuts behind its first connection has a [Stay] in place of the
/// [Admit], and a [First] until that connection has come, with a [Token] for it.
sealed interface Element {
  /// Whose it is.
  Slot slot();

  /// The set that it is in.
  String set();

  /// What it leads to in a map, in the kernel's bytes; null in a set.
  byte @Nullable [] data();

  /// Whether it is there only until the first connection has come.
  default boolean untilFirst() {
    return switch (this) {
      case First _, Token _ -> true;
      case Admit _, Stay _, Lead _ -> false;
    };
  }

  /// The source may come in.
  record Admit(Slot slot, AtClose atClose) implements Element {
    @Override
    public String set() {
      return switch (atClose) {
        case CUT -> "open" + family(slot);
        case KEEP -> "keep" + family(slot);
      };
    }

    @Override
    public byte @Nullable [] data() {
      return null;
    }
  }

  /// The connection behind which the door has shut, or will, may go on.
  record Stay(Slot slot, AtClose atClose) implements Element {
    @Override
    public String set() {
      return switch (atClose) {
        case CUT -> "stay" + family(slot);
        case KEEP -> "stay_keep" + family(slot);
      };
    }

    @Override
    public byte @Nullable [] data() {
      return null;
    }
  }

  /// The source may come in where it may [Stay]; the kernel takes this away when it has.
  record First(Slot slot) implements Element {
    @Override
    public String set() {
      return "once" + family(slot);
    }

    @Override
    public byte @Nullable [] data() {
      return null;
    }
  }

  /// What the first connection takes: the kernel gives it to one packet only, even if two come in
  /// the same instant on two processors. It means nothing without a [First].
  record Token(Slot slot) implements Element {
    @Override
    public String set() {
      return "token" + family(slot);
    }

    @Override
    public byte @Nullable [] data() {
      return null;
    }
  }

  /// Who may come in is led to an internal host.
  record Lead(Slot slot, Endpoint to) implements Element {
    @Override
    public String set() {
      return "forward" + family(slot);
    }

    @Override
    public byte[] data() {
      var address = to.address().bytes();
      return ByteBuffer.allocate(address.length + 4)
          .put(address)
          .putShort((short) to.port())
          .array();
    }
  }

  /// Its key in the kernel's bytes: source, protocol and port, each padded to four.
  default byte[] key() {
    var source = slot().source().bytes();
    var port = slot().port();
    return ByteBuffer.allocate(source.length + 8)
        .put(source)
        .put(source.length, (byte) port.protocol().number())
        .putShort(source.length + 4, (short) port.number())
        .array();
  }

  /// The element as nft reads it, with this time to live.
  default String text(long millis) {
    var port = slot().port();
    var key =
        slot().source()
            + " . "
            + port.protocol()
            + " . "
            + port.number()
            + " timeout "
            + millis
            + "ms";
    return switch (this) {
      case Admit _, Stay _, First _, Token _ -> key;
      case Lead(_, var to) -> key + " : " + to.address() + " . " + to.port();
    };
  }

  /// Reads an element of a set back; null where it is none that we could have written.
  static @Nullable Element read(String set, byte[] key, byte @Nullable [] data) {
    int length = set.endsWith("6") ? 16 : 4;
    if (key.length != length + 8) {
      return null;
    }
    var at = ByteBuffer.wrap(key);
    int number = Short.toUnsignedInt(at.getShort(length + 4));
    Protocol protocol = null;
    for (var known : Protocol.values()) {
      protocol = known.number() == key[length] ? known : protocol;
    }
    if (protocol == null || number == 0) {
      return null;
    }
    var slot = new Slot(Address.of(Arrays.copyOf(key, length)), new Port(protocol, number));
    return switch (set.substring(0, set.length() - 1)) {
      case "open" -> new Admit(slot, AtClose.CUT);
      case "keep" -> new Admit(slot, AtClose.KEEP);
      case "stay" -> new Stay(slot, AtClose.CUT);
      case "stay_keep" -> new Stay(slot, AtClose.KEEP);
      case "once" -> new First(slot);
      case "token" -> new Token(slot);
      case "forward" -> lead(slot, data);
      default -> null;
    };
  }

  private static @Nullable Lead lead(Slot slot, byte @Nullable [] data) {
    int length = slot.source().bytes().length;
    if (data == null || data.length != length + 4) {
      return null;
    }
    int port = Short.toUnsignedInt(ByteBuffer.wrap(data).getShort(length));
    return port == 0
        ? null
        : new Lead(slot, new Endpoint(Address.of(Arrays.copyOf(data, length)), port));
  }

  private static String family(Slot slot) {
    return slot.source().isV6() ? "6" : "4";
  }
}
