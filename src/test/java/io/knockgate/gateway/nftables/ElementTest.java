package io.knockgate.gateway.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.AtClose;
import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ElementTest {
  private static final Slot V4 = new Slot(Address.v4(0xc633640a), Port.tcp(2222));
  private static final Slot V6 = new Slot(Address.v6(0x20010db8L << 32, 9), Port.udp(53));

  @Test
  void keysAndDataArePaddedToFourBytesAField() {
    var hex = HexFormat.of();
    var lead = new Element.Lead(V4, new Endpoint(Address.v4(0x0a140005), 22));
    assertThat(hex.formatHex(lead.key())).isEqualTo("c633640a" + "06000000" + "08ae0000");
    assertThat(hex.formatHex(lead.data())).isEqualTo("0a140005" + "00160000");
    assertThat(hex.formatHex(new Element.Admit(V6, AtClose.CUT).key()))
        .isEqualTo("20010db8000000000000000000000009" + "11000000" + "00350000");
  }

  @Test
  void whatIsWrittenIsReadBack() {
    for (var slot : List.of(V4, V6)) {
      var to = new Endpoint(slot.source(), 65535);
      for (var element :
          List.of(
              new Element.Admit(slot, AtClose.CUT),
              new Element.Admit(slot, AtClose.KEEP),
              new Element.Stay(slot, AtClose.CUT),
              new Element.Stay(slot, AtClose.KEEP),
              new Element.First(slot),
              new Element.Token(slot),
              new Element.Lead(slot, to))) {
        assertThat(Element.read(element.set(), element.key(), element.data())).isEqualTo(element);
      }
    }
  }

  @Test
  void whatWeCouldNotHaveWrittenIsNoElement() {
    var key = new Element.Admit(V4, AtClose.CUT).key();
    assertThat(Element.read("open6", key, null)).isNull();
    assertThat(Element.read("forward4", key, null)).isNull();
    assertThat(Element.read("forward4", key, new byte[8])).isNull();
    assertThat(Element.read("open4", new byte[12], null)).isNull();
    assertThat(Element.read("open4", new byte[0], null)).isNull();
  }

  @Test
  void nftReadsItToo() {
    assertThat(new Element.Admit(V6, AtClose.KEEP).text(1500))
        .isEqualTo("2001:db8::9 . udp . 53 timeout 1500ms");
    assertThat(new Element.Lead(V4, new Endpoint(Address.v4(0x0a140005), 22)).text(1))
        .isEqualTo("198.51.100.10 . tcp . 2222 timeout 1ms : 10.20.0.5 . 22");
  }
}
