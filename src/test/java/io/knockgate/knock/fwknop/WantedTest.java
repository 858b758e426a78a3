package io.knockgate.knock.fwknop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WantedTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tcp/22",
        "udp/65535",
        "nat 10.20.0.5,22",
        "nat nas,1",
        "nat build01.internal.example,22",
        "tcp/2222 nat 10.20.0.5,22",
        "udp/53 nat 2001.example,53",
        "local-nat 22",
        "tcp/40000 local-nat 22",
        "command backup",
        "command /usr/local/bin/backup.sh --full",
        "command nat 10.20.0.5,22",
      })
  void whatIsWrittenIsTold(String text) throws BadValue {
    assertThat(Wanted.parse(text).toString()).isEqualTo(text);
  }

  @Test
  void leadingZerosOfAPortMeanNothing() throws BadValue {
    assertThat(Wanted.parse("tcp/00022")).isEqualTo(Wanted.parse("tcp/22"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "22",
        "ssh",
        "TCP/22",
        "icmp/8",
        "tcp/0",
        "tcp/65536",
        "tcp/22,tcp/23",
        " tcp/22",
        "tcp/22 ",
        "nat",
        "nat ",
        "nat 10.20.0.5",
        "nat 10.20.0.5:22",
        "nat 10.20.0.5,22,23",
        "nat 10.20.0.5,",
        "nat ,22",
        "nat 10.20.0,22",
        "nat 010.20.0.5,22",
        "nat 999.1.1.1,22",
        "nat 10.0.0.1;id,22",
        "nat $(id),22",
        "nat -x,22",
        "nat x-,22",
        "nat a..b,22",
        "nat a_b,22",
        "nat fd00::5,22",
        "nat [fd00::5],22",
        "nat  10.20.0.5,22",
        "tcp/22  nat 10.20.0.5,22",
        "2222 nat 10.20.0.5,22",
        "tcp/2222 10.20.0.5,22",
        "local-nat",
        "local-nat tcp/22",
        "local-nat 0",
        "tcp/22 command x",
        "command",
        "command ",
        "command a\nb",
        "command \u00e9",
        "nat tcp/22",
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> Wanted.parse(text)).isInstanceOf(BadValue.class);
  }

  @Test
  void aCommandIsNoLongerThanAPacketCanSay() throws BadValue {
    assertThat(Wanted.parse("command " + "z".repeat(184))).isNotNull();
    assertThatThrownBy(() -> Wanted.parse("command " + "z".repeat(185)))
        .hasMessageContaining("1 to 184 characters");
  }

  @Test
  void aNameHasParts() {
    assertThatThrownBy(() -> Wanted.parse("nat " + "a".repeat(64) + ",22"))
        .isInstanceOf(BadValue.class);
    assertThatThrownBy(() -> Wanted.parse("nat " + "a.".repeat(127) + "a,22"))
        .isInstanceOf(BadValue.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tcp/22                    | Access[ports=[tcp/22]]",
        "tcp/22 udp/53             | Access[ports=[tcp/22, udp/53]]",
        "nat 10.20.0.5,22          | Nat[outside=[tcp/22], host=10.20.0.5, port=22]",
        "tcp/2222 nat 10.20.0.5,22 | Nat[outside=[tcp/2222], host=10.20.0.5, port=22]",
        "local-nat 22              | LocalNat[outside=[tcp/22], gateway=gw.example, port=22]",
        "udp/1 local-nat 22        | LocalNat[outside=[udp/1], gateway=gw.example, port=22]",
        "command a b               | Command[text=a b]",
      })
  void aClientAsksForIt(String wants, String asked) throws BadValue {
    assertThat(Asked.of(list(wants), "gw.example")).hasToString(asked);
  }

  private static List<Wanted> list(String wants) {
    return wants.startsWith("tcp/22 udp")
        ? Arrays.stream(wants.split(" ", -1)).map(Scene::wanted).toList()
        : List.of(Scene.wanted(wants));
  }

  @Test
  void onePacketSaysOneThingOrPorts() {
    var ports = new Wanted.Access(Port.tcp(22));
    assertThatThrownBy(() -> Asked.of(List.of(), "gw")).isInstanceOf(BadValue.class);
    assertThatThrownBy(() -> Asked.of(List.of(ports, new Wanted.Command("x")), "gw"))
        .isInstanceOf(BadValue.class)
        .hasMessageEndingWith("\"command x\" stands alone");
  }
}
