package io.knockgate.knock.encrypted;

import static io.knockgate.knock.encrypted.Scene.CLIENT;
import static io.knockgate.knock.encrypted.Scene.GATEWAY;
import static io.knockgate.knock.encrypted.Scene.MILLISECOND;
import static io.knockgate.knock.encrypted.Scene.OTHER;
import static io.knockgate.knock.encrypted.Scene.PORTS;
import static io.knockgate.knock.encrypted.Scene.SECOND;
import static io.knockgate.knock.encrypted.Scene.SSH;
import static io.knockgate.knock.encrypted.Scene.blowfish;
import static io.knockgate.knock.encrypted.Scene.chacha;
import static io.knockgate.knock.encrypted.Scene.knock;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Ask;
import io.knockgate.knock.Admit;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Recognition;
import io.knockgate.knock.Recognition.Complete;
import io.knockgate.knock.Recognition.Progress;
import io.knockgate.knock.Recognition.Refused;
import io.knockgate.knock.Recognition.Spoiled;
import io.knockgate.knock.Wish;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.packet.Packet;
import io.knockgate.replay.Mark;
import io.knockgate.replay.MarksException;
import io.knockgate.replay.MemoryMarks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptedMethodTest {
  private static final Plaintext NAMING_OTHER =
      new Plaintext(OTHER, new Ask(Port.tcp(22), Duration.ofMinutes(5)), false);

  /// Both ciphers, so that what holds for one is tried with the other.
  enum Which {
    BLOWFISH,
    CHACHA;

    Cipher cipher() {
      return this == BLOWFISH ? blowfish("knock") : chacha(7);
    }
  }

  private static List<Port> ports(Cipher cipher, Plaintext text, Scene scene) throws BadValue {
    return switch (cipher) {
      case Blowfish blowfish -> blowfish.knock(text, PORTS);
      case ChaCha20Poly1305 chacha -> chacha.knock(text, scene.now(), 0xBEEF, PORTS);
    };
  }

  private static Claim claim(Recognition recognition) {
    return switch (recognition) {
      case Complete(var claims) -> claims.getFirst();
      case Refused(var claim, _) -> claim;
      default -> throw new AssertionError(recognition);
    };
  }

  @ParameterizedTest
  @EnumSource
  void aKnockIsHeardAndSaysWhatItAsksFor(Which which) throws BadValue {
    var scene = new Scene(knock(which.cipher()));
    var recognition = scene.knock(CLIENT, ports(which.cipher(), SSH, scene));
    assertThat(recognition).isInstanceOf(Complete.class);
    var claim = claim(recognition);
    assertThat(claim.knock()).isEqualTo("crypt");
    assertThat(claim.client()).isEqualTo(Claim.ANONYMOUS);
    assertThat(claim.wish()).isEqualTo(new Wish.Open("act"));
    assertThat(claim.source()).isEqualTo(CLIENT);
    assertThat(claim.ask()).isEqualTo(new Ask(Port.tcp(22), Duration.ofMinutes(30)));
  }

  @Test
  void itSaysHowFarItHasCome() throws BadValue {
    var scene = new Scene(knock(blowfish("knock")));
    var ports = blowfish("knock").knock(SSH, PORTS);
    assertThat(scene.knock(CLIENT, ports.get(0))).isEqualTo(new Progress("crypt", 1, 8));
    assertThat(scene.knock(CLIENT, ports.get(1))).isEqualTo(new Progress("crypt", 2, 8));
    assertThat(scene.knock(CLIENT, Collections.nCopies(6, Port.tcp(1000))))
        .isInstanceOfSatisfying(
            Spoiled.class,
            spoiled -> assertThat(spoiled.why()).contains("last 8 ports", "another key"));
  }

  @ParameterizedTest
  @EnumSource
  void whoAsksToCloseCloses(Which which) throws BadValue {
    var scene = new Scene(knock(which.cipher()));
    var text = new Plaintext(Plaintext.SENDER, Ask.NOTHING, true);
    var recognition = scene.knock(CLIENT, ports(which.cipher(), text, scene));
    assertThat(recognition).isInstanceOf(Complete.class);
    assertThat(claim(recognition).wish()).isEqualTo(new Wish.Close("act"));
  }

  @Test
  void theMarksAreTheBlockForAWhileAndTheSecondForEver() throws BadValue {
    var scene = new Scene(knock(blowfish("knock")));
    var text = new Plaintext(CLIENT, new Ask(Port.tcp(22), null), false);
    var old = claim(scene.knock(CLIENT, ports(blowfish("knock"), text, scene))).mark();
    assertThat(old)
        .isInstanceOfSatisfying(
            Mark.Once.class,
            once -> {
              assertThat(once.series()).isEqualTo("crypt");
              assertThat(once.value()).hasSize(16);
              assertThat(once.until()).isEqualTo(scene.now().plusSeconds(60));
            });
    var modern = new Scene(knock(chacha(7)));
    var ports = ports(chacha(7), text, modern);
    long made = modern.wall(-5 * SECOND).getEpochSecond();
    assertThat(claim(modern.knock(CLIENT, ports)).mark())
        .isEqualTo(new Mark.Counter("crypt", made, Instant.ofEpochSecond(made - 30)));
  }

  @ParameterizedTest
  @EnumSource
  void playedAgainItLeavesTheSameMark(Which which) throws BadValue, MarksException {
    var scene = new Scene(knock(which.cipher()));
    var marks = new MemoryMarks();
    var ports = ports(which.cipher(), SSH, scene);
    assertThat(marks.use(mark(scene.knock(CLIENT, ports)), scene.now())).isTrue();
    assertThat(marks.use(mark(scene.knock(CLIENT, ports)), scene.now())).isFalse();
    assertThat(marks.use(mark(scene.knock(OTHER, ports)), scene.now())).isFalse();
  }

  private static Mark mark(Recognition recognition) {
    return Objects.requireNonNull(claim(recognition).mark());
  }

  @Test
  void playedAgainLaterItIsStaleAndThenNothing() throws BadValue {
    var scene = new Scene(knock(chacha(7)));
    var ports = ports(chacha(7), SSH, scene);
    assertThat(scene.after(60 * SECOND).knock(OTHER, ports))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.reason()).contains("60 s ago", "one of the clocks"));
    assertThat(scene.after(3600 * SECOND).knock(OTHER, ports)).isInstanceOf(Spoiled.class);
  }

  @ParameterizedTest
  @EnumSource
  void anotherAddressInsideIsRefusedUnlessItIsAllowed(Which which) throws BadValue {
    var scene = new Scene(knock(which.cipher()));
    assertThat(scene.knock(CLIENT, ports(which.cipher(), NAMING_OTHER, scene)))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.claim().source()).isEqualTo(OTHER);
              assertThat(refused.reason()).contains("came from 203.0.113.9", "admit: named");
            });
    var open = new Scene(knock("crypt", Admit.NAMED, which.cipher()));
    var admitted = open.knock(CLIENT, ports(which.cipher(), NAMING_OTHER, open));
    assertThat(admitted).isInstanceOf(Complete.class);
    assertThat(claim(admitted).source()).isEqualTo(OTHER);
  }

  @ParameterizedTest
  @EnumSource
  void theSendersOwnAddressInsideIsAllowed(Which which) throws BadValue {
    var scene = new Scene(knock(which.cipher()));
    var own = new Plaintext(CLIENT, SSH.ask(), false);
    assertThat(scene.knock(CLIENT, ports(which.cipher(), own, scene))).isInstanceOf(Complete.class);
  }

  @ParameterizedTest
  @EnumSource
  void fromIpv6OnlyTheSenderFits(Which which) throws BadValue {
    var sender = Address.v6(0x20010db8_00000001L, 9);
    var scene = new Scene(knock(which.cipher()));
    var heard = scene.knock(sender, ports(which.cipher(), SSH, scene));
    assertThat(heard).isInstanceOf(Complete.class);
    assertThat(claim(heard).source()).isEqualTo(sender);
    var named = new Plaintext(CLIENT, SSH.ask(), false);
    assertThat(scene.after(SECOND).knock(sender, ports(which.cipher(), named, scene)))
        .isInstanceOf(Refused.class);
  }

  @Test
  void aSubnetOfIpv6IsOneSourceAndItsLastAddressIsAdmitted() throws BadValue {
    var scene = new Scene(knock(blowfish("knock")));
    var ports = blowfish("knock").knock(SSH, PORTS);
    var recognition = Recognition.UNHEARD;
    for (int i = 0; i < 8; i++) {
      recognition = scene.knock(Address.v6(0x20010db8_00000001L, i), ports.get(i));
    }
    assertThat(claim(recognition).source()).isEqualTo(Address.v6(0x20010db8_00000001L, 7));
  }

  @ParameterizedTest
  @EnumSource
  void everyTamperedPositionAndEveryLengthBelowIsNothing(Which which) throws BadValue {
    for (int i = 0; i < which.cipher().length(); i++) {
      var scene = new Scene(knock(which.cipher()));
      var ports = new ArrayList<>(ports(which.cipher(), SSH, scene));
      assertThat(scene.knock(OTHER, ports.subList(0, i))).isNotInstanceOf(Complete.class);
      int byteThere = ports.get(i).number() - PORTS.first();
      ports.set(i, Port.tcp(PORTS.first() + (byteThere ^ 0x10)));
      assertThat(scene.knock(CLIENT, ports)).as("position " + i).isInstanceOf(Spoiled.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void onePacketMoreOrTwoInTheWrongOrderSpoilItAndTheNextTryIsHeard(Which which) throws BadValue {
    var scene = new Scene(knock(which.cipher()));
    var ports = ports(which.cipher(), SSH, scene);
    var swapped = new ArrayList<>(ports);
    Collections.swap(swapped, 3, 4);
    assertThat(scene.knock(CLIENT, swapped)).isInstanceOf(Spoiled.class);
    var withStray = new ArrayList<>(ports);
    withStray.add(5, Port.tcp(800));
    assertThat(scene.knock(CLIENT, withStray)).isInstanceOf(Spoiled.class);
    assertThat(scene.knock(CLIENT, ports)).isInstanceOf(Complete.class);
  }

  @ParameterizedTest
  @EnumSource
  void whatComesToOtherPortsOrByUdpDoesNotMatter(Which which) throws BadValue {
    var scene = new Scene(knock(which.cipher()));
    var last = Recognition.UNHEARD;
    for (var port : ports(which.cipher(), SSH, scene)) {
      for (int other : new int[] {1, 744, 1001, 65535}) {
        assertThat(scene.knock(CLIENT, Port.tcp(other))).isEqualTo(Recognition.UNHEARD);
      }
      assertThat(scene.knock(CLIENT, Port.udp(800))).isEqualTo(Recognition.UNHEARD);
      last = scene.after(MILLISECOND).knock(CLIENT, port);
    }
    assertThat(last).isInstanceOf(Complete.class);
  }

  @ParameterizedTest
  @EnumSource
  void twoSourcesAtOnceAreBothHeard(Which which) throws BadValue {
    var scene = new Scene(knock(which.cipher()));
    var last = new ArrayList<Recognition>();
    for (var port : ports(which.cipher(), SSH, scene)) {
      last.clear();
      last.add(scene.after(MILLISECOND).knock(CLIENT, port));
      last.add(scene.knock(OTHER, port));
    }
    assertThat(last).allMatch(Complete.class::isInstance);
  }

  @ParameterizedTest
  @EnumSource
  void aSynThatIsSentAgainIsNoKnockNeitherDuringNorAfter(Which which) throws BadValue {
    var scene = new Scene(knock(which.cipher()));
    var sent = new ArrayList<Packet>();
    var last = Recognition.UNHEARD;
    for (var port : ports(which.cipher(), SSH, scene)) {
      var packet = scene.after(50 * MILLISECOND).packet(CLIENT, port);
      sent.add(packet);
      last = scene.send(packet);
      if (sent.size() > 3) {
        var early = sent.get(sent.size() - 4);
        assertThat(scene.send(again(early, scene))).isEqualTo(Recognition.UNHEARD);
      }
    }
    assertThat(last).isInstanceOf(Complete.class);
    scene.after(SECOND);
    assertThat(sent)
        .allSatisfy(p -> assertThat(scene.send(again(p, scene))).isEqualTo(Recognition.UNHEARD));
  }

  private static Packet again(Packet first, Scene scene) {
    return new Packet(
        first.source(),
        GATEWAY,
        first.sourcePort(),
        first.port(),
        first.sequence(),
        scene.nanos(),
        0);
  }

  @ParameterizedTest
  @ValueSource(ints = {14, 16})
  void itMustComeWithinItsTime(int seconds) throws BadValue {
    var scene = new Scene(knock(blowfish("knock")));
    var ports = blowfish("knock").knock(SSH, PORTS);
    scene.knock(CLIENT, ports.subList(0, 1));
    var last = scene.after(seconds * SECOND).knock(CLIENT, ports.subList(1, 8));
    assertThat(last instanceof Complete).isEqualTo(seconds <= 15);
  }

  @Test
  void aSlowKnockIsLateThoughNoTwoOfItsPacketsAreFarApart() throws BadValue {
    var scene = new Scene(knock(blowfish("knock")));
    var last = Recognition.UNHEARD;
    for (var port : blowfish("knock").knock(SSH, PORTS)) {
      last = scene.after(3 * SECOND).knock(CLIENT, port);
    }
    assertThat(last).isEqualTo(new Spoiled("crypt", 8, 8, "it takes too long"));
  }

  @Test
  void knocksOfTheSamePortsAreToldApartByTheirKeys() throws BadValue {
    var scene =
        new Scene(
            knock("alice", Admit.SENDER, chacha(1)),
            knock("bob", Admit.SENDER, chacha(2)),
            knock("old", Admit.SENDER, blowfish("knock")));
    assertThat(claim(scene.knock(CLIENT, ports(chacha(2), SSH, scene))).knock()).isEqualTo("bob");
    assertThat(claim(scene.knock(CLIENT, ports(chacha(1), SSH, scene))).knock()).isEqualTo("alice");
    assertThat(claim(scene.knock(CLIENT, ports(blowfish("knock"), SSH, scene))).knock())
        .isEqualTo("old");
  }

  @Test
  void rangesMayOverlap() throws BadValue {
    var shifted =
        new EncryptedKnock(
            "shifted",
            new PortRange(800, 1055),
            Duration.ofSeconds(15),
            "act",
            Admit.SENDER,
            chacha(2));
    var scene = new Scene(knock("plain", Admit.SENDER, chacha(1)), shifted);
    var ports = chacha(2).knock(SSH, scene.now(), 1, shifted.ports());
    assertThat(claim(scene.knock(CLIENT, ports)).knock()).isEqualTo("shifted");
    assertThat(claim(scene.knock(OTHER, ports(chacha(1), SSH, scene))).knock()).isEqualTo("plain");
  }

  @Test
  void noScanSaysAnythingAndAnHonestKnockRightAfterIsHeard() throws BadValue {
    var up = IntStream.rangeClosed(745, 1000).mapToObj(Port::tcp).toList();
    var random = new Random(3);
    for (int round = 0; round < 200; round++) {
      var scene = new Scene(knock("new", Admit.NAMED, chacha(7)), knock(blowfish("knock")));
      var scan = new ArrayList<>(round == 0 ? up : round == 1 ? up.reversed() : up);
      if (round > 1) {
        Collections.shuffle(scan, random);
      }
      for (var port : scan) {
        assertThat(scene.after(MILLISECOND).knock(CLIENT, port)).isNotInstanceOf(Complete.class);
      }
      assertThat(scene.knock(CLIENT, ports(chacha(7), SSH, scene))).isInstanceOf(Complete.class);
    }
  }
}
