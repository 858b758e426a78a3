package io.knockgate.e2e;

import static io.knockgate.lab.Lab.CLIENT_V4;
import static io.knockgate.lab.Lab.GATEWAY_V4;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// `at-close: keep`, beside a gateway that refuses (`closed: reset`).
@Tag("kernel")
class KeepTest extends EndToEnd {
  @Override
  String closed() {
    return "reset";
  }

  @Override
  String[] actions() {
    return Setup.actions("10m", "keep");
  }

  @Test
  void aSessionThatIsUpLivesOnAndNobodyNewGetsIn() throws Exception {
    knock(GATEWAY_V4, Setup.KNOCK_NAS);
    eventually(() -> opens(2222));
    var session = nas.session(CLIENT_V4, GATEWAY_V4, 2222);
    var echo = session.inputReader();
    assertThat(echo.readLine()).isEqualTo("nas");
    assertThat(daemon.knockgate("close", "ssh-to-nas").exit()).isZero();
    assertThat(opens(2222)).isFalse();
    try (var in = session.outputWriter()) {
      in.write("still there\n");
      in.flush();
      assertThat(echo.readLine()).isEqualTo("still there");
    }
  }
}
