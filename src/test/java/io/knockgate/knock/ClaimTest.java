package io.knockgate.knock;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.action.Ask;
import io.knockgate.net.Address;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClaimTest {
  private static final Address SOURCE = Address.v4(0xcb007109);
  private static final Address SENDER = Address.v4(0xc6336407);

  @Test
  void whoSentItIsToldOnlyWhereSomebodyElseIsAdmitted() {
    assertThat(claim(SENDER).otherSender()).isEqualTo(SENDER);
    assertThat(claim(SOURCE).otherSender()).isNull();
    assertThat(claim(SENDER).refused(Instant.EPOCH, "expired").sender()).isEqualTo(SENDER);
  }

  private static Claim claim(Address sender) {
    var wish = new Wish.Open("ssh");
    return new Claim("phones", "bob", wish, SOURCE, Ask.NOTHING, null, sender, "fwknop");
  }
}
