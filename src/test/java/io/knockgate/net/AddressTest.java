package io.knockgate.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

  /// The table follows RFC 5952, sections 4 and 5, and RFC 4291, section 2.2.
  @ParameterizedTest
  @CsvSource({
    "2001:db8::1, 2001:db8::1",
    "2001:0db8:0000:0000:0000:0000:0000:0001, 2001:db8::1",
    "2001:DB8::1, 2001:db8::1",
    "2001:db8::0:1, 2001:db8::1",
    "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "0:0:0:0:0:0:0:0, ::",
    "::1, ::1",
    "1::, 1::",
    "1:0:0:0:0:0:0:0, 1::",
    "0:0:1:0:0:0:0:0, 0:0:1::",
    "0:1:0:1:0:1:0:1, 0:1:0:1:0:1:0:1",
    "fe80:0:0:0:aaaa:0:0:0, fe80::aaaa:0:0:0",
    "64:ff9b::192.0.2.33, 64:ff9b::c000:221",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "::ffff:203.0.113.9, 203.0.113.9",
    "::ffff:cb00:7109, 203.0.113.9",
    "::fffe:cb00:7109, ::fffe:cb00:7109",
    "203.0.113.9, 203.0.113.9",
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255"
  })
  void anAddressIsWrittenInItsCanonicalForm(String text, String canonical) throws BadValue {
    assertThat(Address.parse(text)).hasToString(canonical);
    assertThat(Address.parse(canonical)).isEqualTo(Address.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "localhost",
        "example.org",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "1.2.3.-4",
        "01.2.3.4",
        "1.2.3.04",
        "0x7f.0.0.1",
        "2130706433",
        "1.2.3.4 ",
        " 1.2.3.4",
        "1.2.3.4/32",
        "1.2.3.4:22",
        "::1%lo",
        "[::1]",
        ":",
        ":::",
        "1::2::3",
        "12345::",
        "::g",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1/64",
        "::1.2.3",
        "١.2.3.4"
      })
  void whatIsNoLiteralIsRefused(String text) {
    assertThatThrownBy(() -> Address.parse(text))
        .isInstanceOf(BadValue.class)
        .hasMessage("an address is written 203.0.113.9 or 2001:db8::9, not \"" + text + "\"");
  }

  @Test
  void everyAddressSurvivesTextAndBytesAndTheJdk() throws Exception {
    var random = new Random(5952);
    for (int i = 0; i < 20_000; i++) {
      var address = random(random);
      assertThat(Address.parse(address.toString())).isEqualTo(address).hasSameHashCodeAs(address);
      assertThat(Address.of(address.bytes())).isEqualTo(address).isEqualByComparingTo(address);
      assertThat(InetAddress.getByName(address.toString())).isEqualTo(address.toInetAddress());
    }
  }

  @Test
  void addressesAreOrderedAsTheirBytes() throws BadValue {
    assertThat(
            Stream.of("::", "255.0.0.1", "ff::", "1.0.0.0", "7f::", "::1")
                .map(AddressTest::address)
                .sorted())
        .extracting(Address::toString)
        .containsExactly("1.0.0.0", "255.0.0.1", "::", "::1", "7f::", "ff::");
  }

  @Test
  void anIpv6SiteIsItsFirstSixtyFourBits() {
    assertThat(address("2001:db8:1:2:3:4:5:6").site()).isEqualTo(address("2001:db8:1:2::"));
    assertThat(address("203.0.113.9").site()).isEqualTo(address("203.0.113.9"));
  }

  @Test
  void siteBitsAreEqualExactlyIfSitesAre() {
    var random = new Random(64);
    for (int i = 0; i < 20_000; i++) {
      var one = random(random);
      var other = random.nextBoolean() ? random(random) : one.site();
      assertThat(one.siteBits() == other.siteBits()).isEqualTo(one.site().equals(other.site()));
    }
    assertThat(address("0.0.0.1").siteBits()).isNotEqualTo(address("0:0:0:1::").siteBits());
    assertThat(address("0.0.0.0").siteBits()).isNotEqualTo(address("::").siteBits());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.0.0.0",
        "126.255.255.255",
        "128.0.0.1",
        "223.255.255.255",
        "::2",
        "1::",
        "fe80::1"
      })
  void mostAddressesCanBeOneMachines(String text) {
    assertThat(address(text).isOneMachines()).isTrue();
    assertThat(address(text).isUnspecified()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.255.0.1",
        "127.0.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "ff02::1"
      })
  void nobodyLoopbackAndGroupsAreNoOneMachines(String text) {
    assertThat(address(text).isOneMachines()).isFalse();
  }

  @Test
  void nobodyIsToldOfEitherFamily() {
    assertThat(address("0.0.0.0").isUnspecified()).isTrue();
    assertThat(address("::").isUnspecified()).isTrue();
    assertThat(address("1::").isUnspecified()).isFalse();
    assertThat(address("0.0.0.0").family()).isEqualTo("IPv4");
    assertThat(address("::").family()).isEqualTo("IPv6");
  }

  /// Otherwise one source could be two.
  @Test
  void aMappedAddressIsIpv4HoweverItComes() {
    var ipv4 = Address.v4(0xcb007109);
    assertThat(Address.v6(0, 0xffff_cb00_7109L)).isEqualTo(ipv4);
    var mapped = new byte[16];
    mapped[10] = mapped[11] = (byte) 0xff;
    System.arraycopy(ipv4.bytes(), 0, mapped, 12, 4);
    assertThat(Address.of(mapped)).isEqualTo(ipv4);
    assertThat(Address.v6(1, 0xffff_cb00_7109L).isV6()).isTrue();
    assertThat(Address.v6(0, 0xfffe_cb00_7109L).isV6()).isTrue();
    assertThat(Address.v6(0, 0x1_ffff_cb00_7109L).isV6()).isTrue();
  }

  @Test
  void anAddressHasFourOrSixteenBytes() {
    assertThatThrownBy(() -> Address.of(new byte[5])).isInstanceOf(IllegalArgumentException.class);
  }

  private static Address random(Random random) {
    if (random.nextInt(4) == 0) {
      return Address.v4(random.nextInt());
    }
    return Address.v6(sparse(random), sparse(random));
  }

  /// Four groups, many of them zero.
  private static long sparse(Random random) {
    long word = 0;
    for (int i = 0; i < 4; i++) {
      word = word << 16 | (random.nextBoolean() ? 0 : random.nextInt(0x10000));
    }
    return word;
  }

  private static Address address(String text) {
    try {
      return Address.parse(text);
    } catch (BadValue bad) {
      throw new AssertionError(bad);
    }
  }
}
