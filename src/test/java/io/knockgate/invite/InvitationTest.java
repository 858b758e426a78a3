package io.knockgate.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.knockgate.net.BadValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class InvitationTest {
  @Test
  void theTokenIsOneWordAndHoldsAllOfIt() throws Exception {
    var invitation = new Invitation("nas", "host: nas.example.org\nkey: \"für alle\"\n");
    assertThat(invitation.token()).matches("knockgate:[A-Za-z0-9_-]+");
    assertThat(Invitation.parse(invitation.token())).isEqualTo(invitation);
  }

  @Test
  void whatIsNoTokenIsRefused() {
    var outside = "knockgate:9IyZdC4uL2V0Yy94Cmhvc3Q6IHgK"; // ../etc/x
    for (var text :
        List.of("", "knockgate:", "knockgate:!", "knockgate:bmFz", "x:bmFzCg", outside)) {
      assertThatExceptionOfType(BadValue.class).isThrownBy(() -> Invitation.parse(text));
    }
  }

  @Test
  void aSlipOfWhoCopiesIsTold() {
    var token = new Invitation("nas", "host: nas.example.org\n").token();
    int begin = "knockgate:".length();
    for (int i = begin; i < token.length(); i++) {
      var other = token.charAt(i) == 'x' ? 'y' : 'x';
      var slipped = token.substring(0, i) + other + token.substring(i + 1);
      var cut = token.substring(0, i);
      assertThatExceptionOfType(BadValue.class).isThrownBy(() -> Invitation.parse(slipped));
      assertThatExceptionOfType(BadValue.class)
          .isThrownBy(() -> Invitation.parse(cut))
          .withMessageContaining("copy the whole word");
    }
  }

  @Test
  void aGatewayIsCalledByTheFirstPartOfItsName() {
    assertThat(Invitation.nameOf("NAS.example.org")).isEqualTo("nas");
    assertThat(Invitation.nameOf("198.51.100.1")).isEqualTo("gateway");
    assertThat(Invitation.nameOf("fd00::1")).isEqualTo("gateway");
  }
}
