package io.knockgate.knock.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.knock.Wish;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.replay.Mark;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SequenceTest {
  private static final Wish WISH = new Wish.Open("act");

  @Test
  void digitsBelongToItsLength() {
    assertThat(Sequences.NAS.length()).isEqualTo(5);
    assertThat(Sequences.ANY_PORT.length()).isEqualTo(9);
  }

  @Test
  void aSequenceWithoutPortsOrTimeOrBoundsCanNotBeHeld() {
    assertThatThrownBy(() -> sequence(0, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sequence(Sequence.MOST + 1, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sequence(4, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSequenceThatCountsOnceSaysSoInItsClaim() {
    var once = Sequences.NAS.once();
    var knocker = new Knocker(once);
    assertThat(knocker.isHeard(once)).isTrue();
    assertThat(knocker.claims().getFirst().mark())
        .isEqualTo(new Mark.Once("nas", "0451bd2a51cc83dac4b9068f0eb8e72f", Instant.MAX));
  }

  @Test
  void sequencesThatCountOnceHaveDifferentMarks() {
    var tcp = List.of(Port.tcp(7), Port.tcp(78));
    var udp = List.of(Port.udp(7), Port.tcp(78));
    var split = List.of(Port.tcp(77), Port.tcp(8));
    var marks =
        Stream.of(tcp, udp, split, tcp.reversed())
            .map(ports -> new Sequence("some", ports, Duration.ofSeconds(1), WISH, null))
            .map(sequence -> sequence.once().mark());
    assertThat(marks.toList()).doesNotHaveDuplicates().doesNotContainNull();
  }

  @Test
  void theLongestSequenceIsHeard() {
    var longest = sequence(Sequence.MOST, Duration.ofSeconds(1));
    assertThat(new Knocker(longest).isHeard(longest)).isTrue();
  }

  @Test
  void aSpellNeedsAPortForEachDigitAndOneToFiveDigits() {
    assertThatThrownBy(() -> new Spell(new PortRange(1040, 1048), 5))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Spell(new PortRange(1040, 1049), 0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Spell(new PortRange(1040, 1049), 6))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyTheFirstTenPortsOfASpellAreDigits() {
    var spell = new Spell(new PortRange(1040, 1099), 5);
    assertThat(spell.hasDigit(Port.tcp(1039))).isFalse();
    assertThat(spell.hasDigit(Port.tcp(1040))).isTrue();
    assertThat(spell.hasDigit(Port.tcp(1049))).isTrue();
    assertThat(spell.hasDigit(Port.tcp(1050))).isFalse();
    assertThat(spell.hasDigit(Port.udp(1040))).isFalse();
  }

  @Test
  void aPortIsSpelledWithItsLeadingZeros() throws BadValue {
    var spell = new Spell(new PortRange(1040, 1049), 5);
    assertThat(spell.knock(Port.tcp(443)))
        .extracting(Port::toString)
        .containsExactly("tcp/1040", "tcp/1040", "tcp/1044", "tcp/1044", "tcp/1043");
    assertThat(spell.knock(Port.tcp(65535))).hasSize(5).last().isEqualTo(Port.tcp(1045));
  }

  @Test
  void whatHasMoreDigitsOrIsNotTcpCanNotBeSpelled() throws BadValue {
    var three = new Spell(new PortRange(1040, 1049), 3);
    assertThat(three.knock(Port.tcp(443))).hasSize(3);
    assertThatThrownBy(() -> three.knock(Port.tcp(2222)))
        .isInstanceOf(BadValue.class)
        .hasMessage("3 digits can't spell tcp/2222");
    assertThatThrownBy(() -> three.knock(Port.udp(53)))
        .isInstanceOf(BadValue.class)
        .hasMessage("3 digits can't spell udp/53");
  }

  private static Sequence sequence(int ports, Duration within) {
    List<Port> same = Collections.nCopies(ports, Port.tcp(7000));
    return new Sequence("some", same, within, WISH, null);
  }
}
