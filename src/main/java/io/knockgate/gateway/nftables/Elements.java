package io.knockgate.gateway.nftables;

import static io.knockgate.linux.Netlink.INET;
import static io.knockgate.linux.Netlink.NFNL_SUBSYS_NFTABLES;
import static io.knockgate.linux.Netlink.NLM_F_ACK;
import static io.knockgate.linux.Netlink.NLM_F_CREATE;
import static io.knockgate.linux.Netlink.NLM_F_DUMP;
import static io.knockgate.linux.Netlink.type;

import io.knockgate.linux.Errno;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.NetlinkAttributes;
import io.knockgate.linux.NetlinkDialogue;
import io.knockgate.linux.NetlinkReader;
import io.knockgate.linux.NetlinkWriter;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The elements of our sets, through nf_tables' netlink. Some microseconds an element, however many
/// there are and whatever else is in the ruleset: libnftables reads all of it first, and a process
/// takes milliseconds.
final class Elements {
  /// Those of doors that shut behind their first connection.
  static final List<String> ONCE =
      List.of("once4", "token4", "stay4", "stay_keep4", "once6", "token6", "stay6", "stay_keep6");

  /// Those of the others, and where all forwards lead.
  private static final List<String> ALL =
      List.of("open4", "keep4", "open6", "keep6", "forward4", "forward6");

  static final List<String> SETS = Stream.concat(ONCE.stream(), ALL.stream()).toList();

  // linux/netfilter/nf_tables.h
  private static final int GETTABLE = type(NFNL_SUBSYS_NFTABLES, 1);
  private static final int NEWSETELEM = type(NFNL_SUBSYS_NFTABLES, 12);
  private static final int GETSETELEM = type(NFNL_SUBSYS_NFTABLES, 13);
  private static final int DELSETELEM = type(NFNL_SUBSYS_NFTABLES, 14);
  private static final int NFTA_TABLE_NAME = 1;
  private static final int NFTA_SET_ELEM_LIST_TABLE = 1;
  private static final int NFTA_SET_ELEM_LIST_SET = 2;
  private static final int NFTA_SET_ELEM_LIST_ELEMENTS = 3;
  private static final int NFTA_LIST_ELEM = 1;
  private static final int NFTA_SET_ELEM_KEY = 1;
  private static final int NFTA_SET_ELEM_DATA = 2;
  private static final int NFTA_SET_ELEM_TIMEOUT = 4;
  private static final int NFTA_SET_ELEM_EXPIRATION = 5;
  private static final int NFTA_DATA_VALUE = 1;

  /// What an element without an expiry of its own is told to have left: somebody else wrote it.
  private static final Duration FOREVER = Duration.ofDays(365);

  private final NetlinkDialogue netlink;

  Elements(NetlinkDialogue netlink) {
    this.netlink = netlink;
  }

  /// Whether our table is there.
  boolean tableLoaded() throws LinuxException {
    var request = netlink.write();
    int sequence = request.message(GETTABLE, NLM_F_ACK);
    request.nfgen(INET, 0).text(NFTA_TABLE_NAME, TableText.TABLE);
    try {
      netlink.request("nf_tables: look for the table", sequence);
      return true;
    } catch (LinuxException refused) {
      if (refused.errno() == Errno.ENOENT) {
        return false;
      }
      throw refused;
    }
  }

  /// Takes elements away and puts others in, in one transaction: all of it or nothing. One that is
  /// away already, or there already, is no fault.
  ///
  /// @param away exactly as they are; a map's element that leads elsewhere is a refusal
  /// @param there each with the time it has from now
  void change(Collection<Element> away, Map<Element, Duration> there) throws LinuxException {
    if (away.isEmpty() && there.isEmpty()) {
      return;
    }
    var transaction = new Batch(netlink);
    var batch = transaction.writer();
    for (var element : away) {
      // Added first, because to delete what is missing is a fault, and kernels before 6.3 know no
      // other way. The long time keeps what is added from expiring before it is deleted.
      element(batch, NEWSETELEM, NLM_F_CREATE, element, FOREVER);
      element(batch, DELSETELEM, 0, element, null);
    }
    for (var entry : there.entrySet()) {
      // To add what is there changes no timeout on kernels before 6.12: so it is made anew.
      element(batch, NEWSETELEM, NLM_F_CREATE, entry.getKey(), FOREVER);
      element(batch, DELSETELEM, 0, entry.getKey(), null);
      element(batch, NEWSETELEM, NLM_F_CREATE, entry.getKey(), entry.getValue());
    }
    transaction.send("nf_tables: change doors");
  }

  /// Writes elements into a transaction that makes their sets.
  static void write(NetlinkWriter batch, Map<Element, Duration> there) {
    there.forEach((element, time) -> element(batch, NEWSETELEM, NLM_F_CREATE, element, time));
  }

  /// All elements of some of our sets, each with the time it has left.
  ///
  /// @param sets their names
  /// @throws LinuxException also where the table or one of its sets is missing ([Errno#ENOENT])
  Map<Element, Duration> dump(Collection<String> sets) throws LinuxException {
    var found = new LinkedHashMap<Element, Duration>();
    for (var set : sets) {
      boolean steady;
      int attempts = 0;
      do {
        var request = netlink.write();
        request.message(GETSETELEM, NLM_F_DUMP);
        request.nfgen(INET, 0).text(NFTA_SET_ELEM_LIST_TABLE, TableText.TABLE);
        request.text(NFTA_SET_ELEM_LIST_SET, set);
        steady = netlink.dump("nf_tables: list " + set, message -> read(set, message, found));
      } while (!steady && ++attempts < 5);
    }
    return found;
  }

  private static void element(
      NetlinkWriter batch, int type, int flags, Element element, @Nullable Duration time) {
    batch.message(type, flags);
    batch.nfgen(INET, 0).text(NFTA_SET_ELEM_LIST_TABLE, TableText.TABLE);
    batch.text(NFTA_SET_ELEM_LIST_SET, element.set());
    int list = batch.nest(NFTA_SET_ELEM_LIST_ELEMENTS);
    int one = batch.nest(NFTA_LIST_ELEM);
    value(batch, NFTA_SET_ELEM_KEY, element.key());
    var data = element.data();
    if (data != null) {
      value(batch, NFTA_SET_ELEM_DATA, data);
    }
    if (time != null) {
      batch.u64(NFTA_SET_ELEM_TIMEOUT, millis(time));
    }
    batch.end(one).end(list);
  }

  /// A time as the kernel takes it: at least a millisecond, for 0 would be for ever.
  static long millis(Duration time) {
    return time.compareTo(FOREVER) > 0 ? FOREVER.toMillis() : Math.max(1, time.toMillis());
  }

  private static void value(NetlinkWriter batch, int type, byte[] value) {
    int nest = batch.nest(type);
    batch.bytes(NFTA_DATA_VALUE, value).end(nest);
  }

  private static void read(String set, NetlinkReader message, Map<Element, Duration> found) {
    for (var attributes = message.attributes(); attributes.next(); ) {
      if (attributes.type() == NFTA_SET_ELEM_LIST_ELEMENTS) {
        for (var list = attributes.nested(); list.next(); ) {
          one(set, list.nested(), found);
        }
      }
    }
  }

  private static void one(String set, NetlinkAttributes attributes, Map<Element, Duration> found) {
    byte[] key = {};
    byte[] data = null;
    var left = FOREVER;
    while (attributes.next()) {
      switch (attributes.type()) {
        case NFTA_SET_ELEM_KEY -> key = value(attributes);
        case NFTA_SET_ELEM_DATA -> data = value(attributes);
        case NFTA_SET_ELEM_EXPIRATION -> left = Duration.ofMillis(attributes.u64());
        default -> {}
      }
    }
    var element = Element.read(set, key, data);
    if (element != null && left.isPositive()) {
      found.put(element, left);
    }
  }

  private static byte[] value(NetlinkAttributes attribute) {
    var inside = attribute.nested();
    return inside.next() ? inside.bytes() : new byte[0];
  }
}
