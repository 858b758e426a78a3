package io.knockgate.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What is written can be read again; what is damaged is never believed.
class NetlinkMessagesTest {
  @Test
  void whatIsWrittenIsRead() {
    var writer = new NetlinkWriter();
    int first = writer.message(Netlink.type(10, 12), Netlink.NLM_F_ACK);
    writer.nfgen(Netlink.INET, 10).u8(1, 200).u16(2, 50_000).u32(3, -2).u64(4, 1L << 40);
    int nest = writer.nest(5);
    writer.text(6, "open4").bytes(7, new byte[] {1, 2, 3});
    writer.end(nest);
    int second = writer.message(3, 0);

    var reader = new NetlinkReader(writer.segment()).over(writer.size());
    assertThat(reader.next()).isTrue();
    assertThat(reader.type()).isEqualTo(10 << 8 | 12);
    assertThat(reader.sequence()).isEqualTo(first);
    assertThat(reader.family()).isEqualTo(Netlink.INET);
    var attributes = reader.attributes();
    assertThat(attributes.next()).isTrue();
    assertThat(attributes.u8()).isEqualTo(200);
    attributes.next();
    assertThat(attributes.u16()).isEqualTo(50_000);
    attributes.next();
    assertThat(attributes.u32()).isEqualTo(-2);
    attributes.next();
    assertThat(attributes.u64()).isEqualTo(1L << 40);
    attributes.next();
    var inside = attributes.nested();
    assertThat(inside.next()).isTrue();
    assertThat(inside.text()).isEqualTo("open4");
    assertThat(inside.next()).isTrue();
    assertThat(inside.bytes()).containsExactly(1, 2, 3);
    assertThat(inside.next()).isFalse();
    assertThat(attributes.next()).isFalse();
    assertThat(reader.next()).isTrue();
    assertThat(reader.sequence()).isEqualTo(second);
    assertThat(reader.next()).isFalse();
  }

  @Test
  void aWriterGrowsAsFarAsItMust() {
    var writer = new NetlinkWriter();
    for (int i = 0; i < 5_000; i++) {
      writer.message(3, 0);
      writer.u32(1, i);
    }
    var reader = new NetlinkReader(writer.segment()).over(writer.size());
    for (int i = 0; i < 5_000; i++) {
      assertThat(reader.next()).isTrue();
    }
    assertThat(reader.next()).isFalse();
  }

  @Test
  void anAttributeThatIsTooShortForItsTypeIsRefused() {
    var writer = new NetlinkWriter();
    writer.message(3, 0);
    writer.nfgen(0, 0).u16(1, 7);
    var reader = new NetlinkReader(writer.segment()).over(writer.size());
    reader.next();
    var attributes = reader.attributes();
    attributes.next();
    assertThatThrownBy(attributes::u32).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void noDamageLeadsOutsideTheDatagram() {
    var random = new Random(11);
    var writer = new NetlinkWriter();
    for (int i = 0; i < 4; i++) {
      writer.message(2, Netlink.NLM_F_ACK_TLVS);
      writer.nfgen(1, 0).bytes(1, new byte[i * 7]).text(1, "words");
      writer.end(writer.nest(2));
    }
    int size = writer.size();
    for (int round = 0; round < 20_000; round++) {
      // A segment of exactly this size: a read beyond it throws.
      int cut = random.nextInt(size + 1);
      var bytes = Arena.ofAuto().allocate(Math.max(1, cut), 4);
      MemorySegment.copy(writer.segment(), 0, bytes, 0, cut);
      for (int i = 0; i < 3 && cut > 0; i++) {
        bytes.set(ValueLayout.JAVA_BYTE, random.nextInt(cut), (byte) random.nextInt());
      }
      walk(new NetlinkReader(bytes).over(cut));
    }
  }

  private static void walk(NetlinkReader reader) {
    while (reader.next()) {
      reader.family();
      reader.error();
      reader.errorWords();
      walk(reader.attributes());
    }
  }

  private static void walk(NetlinkAttributes attributes) {
    while (attributes.next()) {
      attributes.bytes();
      attributes.text();
      walk(attributes.nested());
    }
  }
}
