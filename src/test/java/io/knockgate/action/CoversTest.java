package io.knockgate.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.net.Address;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class CoversTest {
  private static final Address SOURCE = Address.v4(0xcb007109);
  private static final Endpoint NAS = new Endpoint(Address.v4(0x0a140005), 22);
  private static final Endpoint MAIL = new Endpoint(Address.v4(0x0a140006), 22);

  private static Action action(Step step) {
    return Action.door("a", step, Term.fixed(Duration.ofMinutes(1)), AtClose.CUT, 1);
  }

  private static Opening pinhole(int port) {
    return new Opening.Pinhole(SOURCE, Port.tcp(port));
  }

  private static Opening forward(int port, Endpoint to, boolean masquerade) {
    return new Opening.Forward(SOURCE, Port.tcp(port), to, masquerade);
  }

  @Test
  void aFixedPortCoversThatPinholeAlone() {
    var open = action(new Step.Open(Port.tcp(22)));
    assertThat(open.covers(pinhole(22))).isTrue();
    assertThat(open.covers(pinhole(23))).isFalse();
    assertThat(open.covers(forward(22, NAS, false))).isFalse();
  }

  @Test
  void anAskedPortCoversThoseItMayBeAmong() {
    var ports = new LinkedHashSet<>(List.of(Port.tcp(22), Port.tcp(443)));
    var asked = action(new Step.OpenAsked(ports));
    assertThat(asked.covers(pinhole(443))).isTrue();
    assertThat(asked.covers(pinhole(80))).isFalse();
  }

  @Test
  void aForwardCoversItsPortToItsTargetsInItsWay() {
    var forward = action(new Step.Forward(Port.tcp(2222), List.of(NAS), false));
    assertThat(forward.covers(forward(2222, NAS, false))).isTrue();
    assertThat(forward.covers(forward(2222, MAIL, false))).isFalse();
    assertThat(forward.covers(forward(2223, NAS, false))).isFalse();
    assertThat(forward.covers(forward(2222, NAS, true))).isFalse();
    assertThat(forward.covers(pinhole(2222))).isFalse();
  }

  @Test
  void aJobCoversNoDoor() {
    var run = new Step.Run(List.of(new Word.Text("/bin/true")), Duration.ofMinutes(1));
    assertThat(Action.job("job", run).covers(pinhole(22))).isFalse();
  }
}
