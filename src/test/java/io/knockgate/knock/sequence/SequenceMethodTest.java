package io.knockgate.knock.sequence;

import static io.knockgate.knock.sequence.Knocker.CLIENT;
import static io.knockgate.knock.sequence.Knocker.MILLISECOND;
import static io.knockgate.knock.sequence.Knocker.SECOND;
import static io.knockgate.knock.sequence.Sequences.ANY_PORT;
import static io.knockgate.knock.sequence.Sequences.NAS;
import static io.knockgate.knock.sequence.Sequences.NAS_SHUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Ask;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Recognition;
import io.knockgate.knock.Recognition.Complete;
import io.knockgate.knock.Recognition.Progress;
import io.knockgate.knock.Recognition.Spoiled;
import io.knockgate.knock.Wish;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SequenceMethodTest {
  private final Knocker knocker = new Knocker(NAS, NAS_SHUT, ANY_PORT);

  @Test
  void portsInOrderAreAKnock() {
    assertThat(knocker.tcp(2033)).isEqualTo(new Progress("nas", 1, 5));
    assertThat(knocker.tcp(3022)).isEqualTo(new Progress("nas", 2, 5));
    assertThat(knocker.tcp(6712)).isEqualTo(new Progress("nas", 3, 5));
    assertThat(knocker.tcp(4998)).isEqualTo(new Progress("nas", 4, 5));
    assertThat(knocker.tcp(4113))
        .isEqualTo(
            new Complete(
                new Claim("nas", Claim.ANONYMOUS, new Wish.Open("act"), CLIENT, Ask.NOTHING)));
  }

  @Test
  void aPacketThatMattersToNobodyIsUnheard() {
    assertThat(knocker.tcp(80)).isSameAs(Recognition.UNHEARD);
    assertThat(knocker.tcp(3022)).isSameAs(Recognition.UNHEARD);
    assertThat(knocker.knock(Port.udp(2033))).isSameAs(Recognition.UNHEARD);
  }

  @Test
  void theWrongOrderIsNoKnock() {
    knocker.tcp(2033, 6712, 3022, 4998, 4113);
    assertThat(knocker.claims()).isEmpty();
  }

  @Test
  void anotherSequenceIsAnotherWish() {
    assertThat(knocker.tcp(4113, 4998, 6712, 3022)).isInstanceOf(Complete.class);
    assertThat(knocker.claims().get(0).wish()).isEqualTo(new Wish.Close("act"));
  }

  @Test
  void aKnockIsHeardAgainAndAgainAndNeverAsTheOneThatShuts() {
    for (int i = 1; i <= 200; i++) {
      assertThat(knocker.isHeard(NAS)).isTrue();
    }
    assertThat(knocker.claims()).extracting(Claim::knock).containsOnly("nas");
  }

  @Test
  void udpAndTcpMayBeMixed() {
    var mixed =
        new Sequence(
            "mixed",
            List.of(Port.udp(7000), Port.tcp(7000), Port.udp(9000), Port.tcp(8000)),
            Duration.ofSeconds(5),
            new Wish.Open("act"),
            null);
    assertThat(new Knocker(mixed).isHeard(mixed)).isTrue();
  }

  @Test
  void theTimeRunsFromTheFirstKnockToTheLast() {
    knocker.tcp(2033);
    knocker.after(15 * SECOND - 4 * MILLISECOND);
    assertThat(knocker.tcp(3022, 6712, 4998, 4113)).isInstanceOf(Complete.class);
    knocker.tcp(2033);
    knocker.after(15 * SECOND - 3 * MILLISECOND);
    assertThat(knocker.tcp(3022, 6712, 4998, 4113))
        .isEqualTo(new Spoiled("nas", 4, 5, "it takes too long"));
  }

  @Test
  void oneKnockTooManyAtTheStartOfEqualOnesIsForgivenEvenWithoutPatience() {
    var twice = Sequences.tcp("twice", 5000, 5000, 6000, 7000);
    var knocker = new Knocker(twice);
    exhaust(knocker, 5000);
    assertThat(knocker.after(MILLISECOND).tcp(5000, 5000, 5000, 6000, 7000))
        .isInstanceOf(Complete.class);
  }

  @Test
  void aFewStrayPacketsAreForgiven() {
    knocker.tcp(2033, 80, 3022, 443, 6712, 25, 4998, 22);
    assertThat(knocker.tcp(4113)).isInstanceOf(Complete.class);
  }

  @Test
  void moreThanSixStraysAtOnceAreAScan() {
    knocker.tcp(2033);
    for (int i = 0; i < Odds.AT_ONCE; i++) {
      assertThat(knocker.tcp(80)).isSameAs(Recognition.UNHEARD);
    }
    assertThat(knocker.tcp(443)).isEqualTo(new Spoiled("nas", 1, 5, "tcp/443 came in between"));
  }

  @Test
  void aHundredStraysASecondAreForgiven() {
    for (int number : new int[] {2033, 3022, 6712, 4998}) {
      knocker.tcp(number);
      for (int i = 0; i < 15; i++) {
        knocker.after(9 * MILLISECOND).tcp(80);
      }
    }
    assertThat(knocker.tcp(4113)).isInstanceOf(Complete.class);
  }

  @Test
  void aSourceWithoutPatienceIsHeardIfNothingComesInBetween() {
    exhaust(knocker, 2033);
    assertThat(knocker.isHeard(NAS)).isTrue();
  }

  @Test
  void aKnockThatIsCompleteRestoresThePatience() {
    exhaust(knocker, 2033);
    knocker.isHeard(NAS);
    knocker.tcp(2033, 80, 3022, 443, 6712, 4998);
    assertThat(knocker.tcp(4113)).isInstanceOf(Complete.class);
  }

  @Test
  void aSourceThatLosesTooManyKnocksIsDeafForFiveMinutes() {
    exhaust(knocker, 2033);
    for (int i = 0; i < Patience.DEBT; i++) {
      assertThat(knocker.tcp(2033, 3022, 80)).isInstanceOf(Spoiled.class);
    }
    assertThat(knocker.tcp(2033)).isEqualTo(new Spoiled("nas", 0, 5, "it tries too often"));
    assertThat(knocker.isHeard(NAS)).isFalse();
    knocker.after(Patience.REGAIN);
    assertThat(knocker.isHeard(NAS)).isTrue();
  }

  @Test
  void firstKnocksAloneDeafenNobody() {
    exhaust(knocker, 2033);
    for (int i = 0; i < 10_000; i++) {
      knocker.tcp(2033, 80);
    }
    assertThat(knocker.isHeard(NAS)).isTrue();
  }

  @Test
  void twoSourcesDoNotDisturbEachOther() {
    var other = Address.v4(0xCB007110);
    for (var port : NAS.ports()) {
      knocker.knock(port);
      knocker.send(knocker.packet(other, port));
    }
    assertThat(knocker.claims()).extracting(Claim::source).containsExactly(CLIENT, other);
  }

  @Test
  void anIpv6SourceIsItsPrefixAndTheLastPacketIsAdmitted() {
    long prefix = 0x20010db800000001L;
    Recognition last = Recognition.UNHEARD;
    for (int i = 0; i < 5; i++) {
      last = knocker.send(knocker.packet(Address.v6(prefix, 100 + i), NAS.ports().get(i)));
    }
    assertThat(last).isInstanceOf(Complete.class);
    assertThat(knocker.claims().get(0).source()).isEqualTo(Address.v6(prefix, 104));
  }

  @Test
  void packetsAFewMillisecondsOutOfTimeAreFine() {
    knocker.tcp(2033, 3022);
    knocker.after(-3 * MILLISECOND);
    assertThat(knocker.tcp(6712, 4998, 4113)).isInstanceOf(Complete.class);
  }

  @Test
  void aKnockBegunAnewInTheMiddleIsHeard() {
    knocker.tcp(2033, 3022, 6712);
    assertThat(knocker.isHeard(NAS)).isTrue();
  }

  @Test
  void aSequenceOfOnePortIsHeardAtOnce() {
    var one = Sequences.tcp("one", 7000);
    assertThat(new Knocker(one).isHeard(one)).isTrue();
  }

  @Test
  void digitsSpellThePortThatIsAskedFor() {
    knocker.tcp(1042, 1044, 1043, 1049);
    assertThat(knocker.tcp(1040, 1040, 1044, 1044)).isEqualTo(new Progress("any-port", 8, 9));
    assertThat(knocker.tcp(1043)).isInstanceOf(Complete.class);
    assertThat(knocker.claims().get(0).ask()).isEqualTo(new Ask(Port.tcp(443), null));
  }

  @Test
  void everyPortCanBeSpelled() {
    for (int port : new int[] {1, 22, 443, 22222, 42424, 65535}) {
      knocker.tcp(1042, 1044, 1043, 1049);
      for (char digit : "%05d".formatted(port).toCharArray()) {
        knocker.tcp(1040 + digit - '0');
      }
      assertThat(knocker.claims().get(knocker.claims().size() - 1).ask().port())
          .isEqualTo(Port.tcp(port));
    }
    assertThat(knocker.claims()).hasSize(6);
  }

  @Test
  void aNumberThatIsNoPortSpoilsTheKnock() {
    knocker.tcp(1042, 1044, 1043, 1049);
    assertThat(knocker.tcp(1046, 1045, 1045, 1043, 1046))
        .isEqualTo(new Spoiled("any-port", 9, 9, "it spells 65536, which is no port"));
    knocker.tcp(1042, 1044, 1043, 1049);
    assertThat(knocker.tcp(1040, 1040, 1040, 1040, 1040))
        .isEqualTo(new Spoiled("any-port", 9, 9, "it spells 0, which is no port"));
    assertThat(knocker.claims()).isEmpty();
  }

  @Test
  void whoeverMisspellsOverAndOverIsNoScannerAndStaysHeard() {
    var knocker = new Knocker(ANY_PORT);
    for (int i = 0; i < 100; i++) {
      knocker.tcp(1042, 1044, 1043, 1049, 1040, 1040, 1040, 1040, 1040);
    }
    assertThat(knocker.tcp(1042, 1044, 1043, 1049, 1040, 1040, 1044, 1044, 1043))
        .isInstanceOf(Recognition.Complete.class);
  }

  @Test
  void sequencesThatBeginWithTheSamePortAreToldApartHoweverManyThereAre() {
    var many =
        IntStream.range(0, 200)
            .mapToObj(i -> Sequences.tcp("s" + i, 5000, 6000 + i, 7000, 6999 - i).once())
            .toList();
    var knocker = new Knocker(PortRange.ALL, many);
    many.forEach(sequence -> assertThat(knocker.isHeard(sequence)).isTrue());
  }

  /// Uses up what is forgiven, by strays behind a first knock.
  private static void exhaust(Knocker knocker, int first) {
    for (int i = 0; i < Patience.FREE + Patience.HALVES; i++) {
      knocker.tcp(first, 80, 80, 80, 80, 80, 80, 80, 80);
    }
    assertThat(knocker.tcp(first, 80)).isInstanceOf(Spoiled.class);
  }

  @Test
  void aSpelledKnockIsHeardThoughTheTryBeforeItStoppedAmongItsDigits() {
    var knocker = new Knocker(Sequences.ANY_PORT);
    knocker.tcp(1042, 1044, 1043, 1049, 1040, 1040, 1044); // 443 with two digits lost
    knocker.tcp(1042, 1044, 1043, 1049, 1040, 1040, 1044, 1044, 1043);
    assertThat(knocker.claims().getLast().ask().port()).isEqualTo(Port.tcp(443));
  }
}
