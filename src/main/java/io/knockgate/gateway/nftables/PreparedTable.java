package io.knockgate.gateway.nftables;

import io.knockgate.gateway.GatewayException;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.Netlink;
import io.knockgate.linux.NetlinkDialogue;
import io.knockgate.linux.NetlinkReader;
import io.knockgate.linux.NetlinkSocket;
import io.knockgate.linux.NetlinkWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Our table as the netlink messages that put it into the kernel, doors shut, to be sent again and
/// again: a millisecond instead of a process.
///
/// It is still text that `nft` reads. `nft` loads it once under another name, asleep, and takes it
/// away again in the same transaction, so that no packet and no list ever shows it; the kernel
/// tells everybody who listens what it was given, in the form in which it takes it. What is kept of
/// that is sent by ourselves in the same way and must be told alike, or it isn't used.
final class PreparedTable {
  private static final String DRAFT = TableText.TABLE + "_draft";

  /// Much more than the table takes.
  private static final int BUFFER = 4 * 1024 * 1024;

  // linux/netfilter/nf_tables.h
  private static final int NEWTABLE = Netlink.type(Netlink.NFNL_SUBSYS_NFTABLES, 0);
  private static final int DELTABLE = Netlink.type(Netlink.NFNL_SUBSYS_NFTABLES, 2);
  private static final int NEWCHAIN = Netlink.type(Netlink.NFNL_SUBSYS_NFTABLES, 3);
  private static final int NEWRULE = Netlink.type(Netlink.NFNL_SUBSYS_NFTABLES, 6);
  private static final int NEWSET = Netlink.type(Netlink.NFNL_SUBSYS_NFTABLES, 9);
  private static final int NEWSETELEM = Netlink.type(Netlink.NFNL_SUBSYS_NFTABLES, 12);
  private static final int TABLE_NAME = 1; // in each of these messages
  private static final int NFTA_TABLE_FLAGS = 2;
  private static final int NFT_TABLE_F_DORMANT = 1;
  private static final int NFTA_SET_ID = 10;
  private static final int NLM_F_APPEND = 0x800;

  /// What is there to be given: the rest are handles, counts, and the name.
  private static final Set<Integer> OF_CHAIN = Set.of(3, 4, 5, 7, 10);

  private static final Set<Integer> OF_RULE = Set.of(2, 4, 7);
  private static final Set<Integer> OF_SET = Set.of(2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 17, 18);
  private static final Set<Integer> OF_ELEMENTS = Set.of(2, 3);

  private final List<Message> messages;

  private record Attribute(int type, ByteBuffer value) {}

  private record Message(int type, List<Attribute> attributes) {}

  private PreparedTable(List<Message> messages) {
    this.messages = List.copyOf(messages);
  }

  /// Has `nft` read the text.
  ///
  /// @param nft tells which process it is
  /// @param netlink sends it again for comparison
  /// @throws GatewayException where nft refuses the text
  /// @throws LinuxException where this kernel doesn't take what it tells
  static PreparedTable of(String script, Nft nft, NetlinkDialogue netlink)
      throws GatewayException, LinuxException {
    try (var listener = NetlinkSocket.open(Netlink.NETLINK_NETFILTER)) {
      listener.receiveBuffer(BUFFER);
      listener.join(Netlink.NFNLGRP_NFTABLES);
      var prepared = new PreparedTable(told(listener, nft.load(draft(script))));
      prepared.sendDraft(netlink);
      var again = told(listener, netlink.portId());
      if (again.isEmpty() || !again.equals(prepared.messages)) {
        throw new LinuxException("nf_tables: this kernel tells tables other than it takes them");
      }
      return prepared;
    }
  }

  private static String draft(String script) {
    int body = script.indexOf("{\n") + 2;
    return "table inet "
        + DRAFT
        + " {\n  flags dormant;\n"
        + script.substring(body)
        + "delete table inet "
        + DRAFT
        + "\n";
  }

  private void sendDraft(NetlinkDialogue netlink) throws LinuxException {
    var batch = new Batch(netlink);
    write(batch.writer(), DRAFT, NFT_TABLE_F_DORMANT);
    table(batch.writer(), DELTABLE, 0, DRAFT);
    batch.send("nf_tables: try the table");
  }

  /// What the kernel was given by one of its clients for the draft.
  private static List<Message> told(NetlinkSocket listener, int by) throws LinuxException {
    var messages = new ArrayList<Message>();
    while (true) {
      switch (listener.receiveNow()) {
        case MESSAGES -> read(listener.reader(), by, messages);
        case NOTHING, CLOSED -> {
          return messages;
        }
        case LOST -> throw new LinuxException("nf_tables: what the table is made of was lost");
      }
    }
  }

  private static void read(NetlinkReader reader, int by, List<Message> messages) {
    while (reader.next()) {
      var kept = kept(reader.type());
      if (reader.portId() == by && !kept.isEmpty()) {
        var attributes = new ArrayList<Attribute>();
        boolean draft = false;
        for (var each = reader.attributes(); each.next(); ) {
          draft |= each.type() == TABLE_NAME && each.isText(DRAFT);
          if (kept.contains(each.type())) {
            attributes.add(new Attribute(each.type(), ByteBuffer.wrap(each.bytes())));
          }
        }
        if (draft) {
          messages.add(new Message(reader.type(), List.copyOf(attributes)));
        }
      }
    }
  }

  private static Set<Integer> kept(int type) {
    if (type == NEWCHAIN) {
      return OF_CHAIN;
    }
    if (type == NEWRULE) {
      return OF_RULE;
    }
    if (type == NEWSET) {
      return OF_SET;
    }
    return type == NEWSETELEM ? OF_ELEMENTS : Set.of();
  }

  /// Writes what replaces the table that is there, or makes it, with every door shut.
  void write(NetlinkWriter batch) {
    // The first makes the second possible where there is no table yet.
    table(batch, NEWTABLE, Netlink.NLM_F_CREATE, TableText.TABLE);
    table(batch, DELTABLE, 0, TableText.TABLE);
    write(batch, TableText.TABLE, 0);
  }

  private void write(NetlinkWriter batch, String name, int flags) {
    table(batch, NEWTABLE, Netlink.NLM_F_CREATE, name).u32(NFTA_TABLE_FLAGS, flags);
    int set = 0;
    for (var message : messages) {
      int append = message.type() == NEWRULE ? NLM_F_APPEND : 0;
      table(batch, message.type(), Netlink.NLM_F_CREATE | append, name);
      for (var attribute : message.attributes()) {
        batch.bytes(attribute.type(), attribute.value().array());
      }
      if (message.type() == NEWSET) {
        batch.u32(NFTA_SET_ID, ++set);
      }
    }
  }

  private static NetlinkWriter table(NetlinkWriter batch, int type, int flags, String name) {
    batch.message(type, flags);
    return batch.nfgen(Netlink.INET, 0).text(TABLE_NAME, name);
  }
}
