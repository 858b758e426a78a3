package io.knockgate.knock.fwknop;

import static io.knockgate.knock.fwknop.Scene.NOON;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class MessageReaderTest {
  /// A text with its digest. What stands in `<>` is put in base64.
  private static String text(String fields, Digest digest) {
    var written = new StringBuilder();
    for (var part : fields.split("(?=<)|(?<=>)", -1)) {
      written.append(
          part.startsWith("<")
              ? Base64.getEncoder()
                  .withoutPadding()
                  .encodeToString(
                      part.substring(1, part.length() - 1).replace("\\0", "\0").getBytes(UTF_8))
              : part);
    }
    return written + ":" + digest.of(written.toString().getBytes(UTF_8));
  }

  private static FwknopMessage read(String fields) throws BadValue {
    return MessageReader.read(text(fields, Digest.SHA256));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "1234567890123456:<alice>:1795361001:3.0.0:1:<203.0.113.7,tcp/22>",
        "1234567890123456:<alice>:1795361001:3.0.0:1:<203.0.113.7,tcp/022>",
        "1234567890123456:<alice>:1795361001:2.0:1:<0.0.0.0,tcp/22,udp/53>",
        "0000000000000000:<Bob Smith-01$`'()&~@>:0:1.9.12:1:<203.0.113.7,tcp/22>",
        "1234567890123456:<alice>:999999999999:3.0.0:2:<203.0.113.7,tcp/22>:<nas.lan,22>",
        "1234567890123456:<alice>:1795361001:3.0.0:3:<203.0.113.7,tcp/22>:0",
        "1234567890123456:<alice>:1795361001:3.0.0:3:<203.0.113.7,tcp/22>:2147483647",
        "1234567890123456:<alice>:1795361001:3.0.0:4:<203.0.113.7,tcp/22>:<10.0.0.1,22>:60",
        "1234567890123456:<alice>:1795361001:3.0.0:5:<203.0.113.7,tcp/22>:<10.0.0.1,22>",
        "1234567890123456:<alice>:1795361001:3.0.0:6:<203.0.113.7,tcp/22>:<gw,22>:60",
        "1234567890123456:<alice>:1795361001:3.0.0:0:<203.0.113.7,a,b $(c)>",
      })
  void whatAClientWritesIsRead(String fields) throws BadValue {
    assertThat(read(fields).version()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\u0001',
      value = {
        "text    | 1234567890123456:<alice>:1795361001:3.0.0:1:\u00e9",
        "text    | 1234567890123456:<alice>:1795361001:3.\u00070.0:1:<203.0.113.7,tcp/22>",
        "salt    | 123456789012345:<alice>:1795361001:3.0.0:1:<203.0.113.7,tcp/22>",
        "salt    | 12345678901234567:<alice>:1795361001:3.0.0:1:<203.0.113.7,tcp/22>",
        "salt    | 123456789012345x:<alice>:1795361001:3.0.0:1:<203.0.113.7,tcp/22>",
        "user    | 1234567890123456::1795361001:3.0.0:1:<203.0.113.7,tcp/22>",
        "user    | 1234567890123456:<a:b>:1795361001:3.0.0:1:<203.0.113.7,tcp/22>",
        "user    | 1234567890123456:<a\u00e9>:1795361001:3.0.0:1:<203.0.113.7,tcp/22>",
        "user    | 1234567890123456:YWxpY2U=:1795361001:3.0.0:1:<203.0.113.7,tcp/22>",
        "user    | 1234567890123456:YWxpY2V:1795361001:3.0.0:1:<203.0.113.7,tcp/22>",
        "user    | 1234567890123456:YWxpY:1795361001:3.0.0:1:<203.0.113.7,tcp/22>",
        "time    | 1234567890123456:<alice>:+1795361001:3.0.0:1:<203.0.113.7,tcp/22>",
        "time    | 1234567890123456:<alice>:01795361001:3.0.0:1:<203.0.113.7,tcp/22>",
        "time    | 1234567890123456:<alice>:1795361001x:3.0.0:1:<203.0.113.7,tcp/22>",
        "time    | 1234567890123456:<alice>:9999999999999:3.0.0:1:<203.0.113.7,tcp/22>",
        "time    | 1234567890123456:<alice>::3.0.0:1:<203.0.113.7,tcp/22>",
        "version | 1234567890123456:<alice>:1795361001:123456789:1:<203.0.113.7,tcp/22>",
        "version | 1234567890123456:<alice>:1795361001:v3:1:<203.0.113.7,tcp/22>",
        "type    | 1234567890123456:<alice>:1795361001:3.0.0:01:<203.0.113.7,tcp/22>",
        "type    | 1234567890123456:<alice>:1795361001:3.0.0:7:<203.0.113.7,tcp/22>",
        "type    | 1234567890123456:<alice>:1795361001:3.0.0:-1:<203.0.113.7,tcp/22>",
        "message | 1234567890123456:<alice>:1795361001:3.0.0:1",
        "message | 1234567890123456:<alice>:1795361001:3.0.0:1:<203.0.113.7>",
        "message | 1234567890123456:<alice>:1795361001:3.0.0:1:<203.0.113.7,>",
        "message | 1234567890123456:<alice>:1795361001:3.0.0:1:<203.0.113.7,tcp/22,>",
        "message | 1234567890123456:<alice>:1795361001:3.0.0:1:<203.0.113.7, tcp/22>",
        "message | 1234567890123456:<alice>:1795361001:3.0.0:1:<203.0.113.7,tcp/22\\0junk>",
        "message | 1234567890123456:<alice>:1795361001:3.0.0:1:<203.0.113.7,TCP/22>",
        "message | 1234567890123456:<alice>:1795361001:3.0.0:1:<203.0.113.7,tcp/65536>",
        "message | 1234567890123456:<alice>:1795361001:3.0.0:0:<203.0.113.7,>",
        "address | 1234567890123456:<alice>:1795361001:3.0.0:1:<,tcp/22>",
        "address | 1234567890123456:<alice>:1795361001:3.0.0:1:<010.0.0.1,tcp/22>",
        "address | 1234567890123456:<alice>:1795361001:3.0.0:1:<2001:db8::1,tcp/22>",
        "address | 1234567890123456:<alice>:1795361001:3.0.0:1:<203.0.113.0/24,tcp/22>",
        "address | 1234567890123456:<alice>:1795361001:3.0.0:0:</bin/true,x>",
        "NAT     | 1234567890123456:<alice>:1795361001:3.0.0:2:<203.0.113.7,tcp/22>",
        "NAT     | 1234567890123456:<alice>:1795361001:3.0.0:2:<203.0.113.7,tcp/22>:",
        "NAT     | 1234567890123456:<alice>:1795361001:3.0.0:2:<203.0.113.7,tcp/22>:<a b,22>",
        "NAT     | 1234567890123456:<alice>:1795361001:3.0.0:5:<203.0.113.7,tcp/22>:<1.2.3.4,0>",
        "timeout | 1234567890123456:<alice>:1795361001:3.0.0:3:<203.0.113.7,tcp/22>",
        "timeout | 1234567890123456:<alice>:1795361001:3.0.0:3:<203.0.113.7,tcp/22>:",
        "timeout | 1234567890123456:<alice>:1795361001:3.0.0:3:<203.0.113.7,tcp/22>:60x",
        "timeout | 1234567890123456:<alice>:1795361001:3.0.0:3:<203.0.113.7,tcp/22>:060",
        "timeout | 1234567890123456:<alice>:1795361001:3.0.0:3:<203.0.113.7,tcp/22>:2147483648",
        "timeout | 1234567890123456:<alice>:1795361001:3.0.0:3:<203.0.113.7,tcp/22>:<auth>:60",
        "fields  | 1234567890123456:<alice>:1795361001:3.0.0:1:<203.0.113.7,tcp/22>:60",
        "fields  | 1234567890123456:<alice>:1795361001:3.0.0:1:<203.0.113.7,tcp/22>:",
        "fields  | 1234567890123456:<alice>:1795361001:3.0.0:4:<1.2.3.4,tcp/22>:<a,22>:60:60",
      })
  void anythingElseIsRefusedAndNotRepeated(String field, String fields) {
    assertThatThrownBy(() -> read(fields))
        .isInstanceOf(BadValue.class)
        .hasMessageContaining(field)
        .hasMessageMatching("it(s [A-Za-z ]+| has more fields than its type)( is not .*)?");
  }

  @ParameterizedTest
  @EnumSource
  void everyDigestIsKnown(Digest digest) throws BadValue {
    var text = text("1234567890123456:<alice>:1:3.0.0:1:<203.0.113.7,tcp/22>", digest);
    assertThat(MessageReader.read(text).at().getEpochSecond()).isEqualTo(1);
    var last = text.charAt(text.length() - 2) == 'A' ? 'B' : 'A';
    var wrong = new StringBuilder(text);
    wrong.setCharAt(text.length() - 2, last);
    assertThatThrownBy(() -> MessageReader.read(wrong.toString())).hasMessageContaining("digest");
    assertThatThrownBy(() -> MessageReader.read(text + "=")).hasMessageContaining("digest");
  }

  @Test
  void aLongMessageIsNone() throws BadValue {
    var most = "203.0.113.7," + "z".repeat(180);
    assertThat(read("1234567890123456:<alice>:1:3.0.0:0:<" + most + ">")).isNotNull();
    assertThatThrownBy(() -> read("1234567890123456:<alice>:1:3.0.0:0:<" + most + "z>"))
        .hasMessageContaining("message");
  }

  @Test
  void whatAFormatCantSayIsNotSent() {
    var access = new Asked.Access(List.of(Port.tcp(22)));
    var v6 = Address.v6(1, 1);
    assertRefused("alice", v6, access, null, "IPv4 address only");
    assertRefused("a:b", Scene.CLIENT, access, null, "user");
    assertRefused("a\u00e9", Scene.CLIENT, access, null, "user");
    assertRefused("u".repeat(49), Scene.CLIENT, access, null, "user");
    assertRefused("alice", Scene.CLIENT, access, Duration.ZERO, "that time");
    assertRefused("alice", Scene.CLIENT, access, Duration.ofDays(365 * 70), "that time");
    assertRefused(
        "alice", Scene.CLIENT, new Asked.Command("x"), Duration.ofMinutes(1), "for a command");
    assertRefused("alice", Scene.CLIENT, new Asked.Command("\u00e9"), null, "can't say that");
    assertRefused(
        "alice", Scene.CLIENT, new Asked.Nat(access.ports(), "fd00::5", 22), null, "NAT target");
  }

  private static void assertRefused(
      String user, Address address, Asked asked, @Nullable Duration timeout, String message) {
    assertThatThrownBy(
            () -> FwknopMessage.of(user, NOON, address, asked, timeout, new SplittableRandom(1)))
        .isInstanceOf(BadValue.class)
        .hasMessageContaining(message);
  }

  @Test
  void aPartOfASecondIsAskedForAsAWhole() throws BadValue {
    var access = new Asked.Access(List.of(Port.tcp(22)));
    var message =
        FwknopMessage.of(
            "alice",
            NOON.plusMillis(999),
            Scene.CLIENT,
            access,
            Duration.ofMillis(1),
            new SplittableRandom(1));
    assertThat(message.timeout()).isEqualTo(Duration.ofSeconds(1));
    assertThat(message.at()).isEqualTo(NOON);
    assertThat(message.salt()).matches("[0-9]{16}");
  }

  @Test
  void textBeginsWithTheSalt() {
    assertThat(MessageReader.isText("1234567890123456:\n".getBytes(US_ASCII))).isTrue();
    assertThat(MessageReader.isText("123456789012345:6".getBytes(US_ASCII))).isFalse();
    assertThat(MessageReader.isText(new byte[0])).isFalse();
  }
}
