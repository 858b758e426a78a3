package io.knockgate.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.access.Verdict.Granted;
import io.knockgate.access.Verdict.Refused;
import io.knockgate.action.Action;
import io.knockgate.action.Ask;
import io.knockgate.action.AtClose;
import io.knockgate.action.JobRun;
import io.knockgate.action.Opening;
import io.knockgate.action.Step;
import io.knockgate.action.Term;
import io.knockgate.action.Word;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Wish;
import io.knockgate.net.Address;
import io.knockgate.net.BadValue;
import io.knockgate.net.Endpoint;
import io.knockgate.net.Port;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GatekeeperTest {
  private static final Address SOURCE = Address.v4(0xcb007109);
  private static final Address SOURCE_V6 = Address.v6(0x20010db800000000L, 9);
  private static final Duration QUARTER = Duration.ofMinutes(15);

  private final Action nas = forward("ssh-to-nas", "10.20.0.5:22");
  private final Action asked =
      new Action(
          "open-asked",
          new Step.OpenAsked(new LinkedHashSet<>(List.of(Port.tcp(22), Port.tcp(443)))),
          Term.asked(Duration.ofHours(4)),
          AtClose.CUT,
          10);
  private final Action backup =
      Action.job(
          "backup", new Step.Run(List.of(new Word.Text("/bin/backup")), Duration.ofHours(2)));
  private final Gatekeeper gatekeeper =
      new Gatekeeper(Map.of("ssh-to-nas", nas, "open-asked", asked, "backup", backup));

  GatekeeperTest() throws BadValue {}

  @Test
  void aKnockIsGrantedExactlyWhatTheActionSays() {
    var claim = claim(new Wish.Open("ssh-to-nas"), SOURCE, Ask.NOTHING);
    var inside = new Endpoint(Address.v4(0x0a140005), 22);
    var door = new Opening.Forward(SOURCE, Port.tcp(2222), inside, false);
    assertThat(gatekeeper.judge(claim))
        .isEqualTo(new Granted(new Grant.Open(claim, nas, List.of(door), QUARTER)));
  }

  @Test
  void theSameClaimGetsTheSameVerdict() {
    var claim = claim(new Wish.Open("ssh-to-nas"), SOURCE, Ask.NOTHING);
    assertThat(gatekeeper.judge(claim)).isEqualTo(gatekeeper.judge(claim));
  }

  @Test
  void aPortThatMayBeAskedForIsOpened() {
    var claim = claim(new Wish.Open("open-asked"), SOURCE_V6, new Ask(Port.tcp(443), null));
    var door = new Opening.Pinhole(SOURCE_V6, Port.tcp(443));
    assertThat(gatekeeper.judge(claim))
        .isEqualTo(new Granted(new Grant.Open(claim, asked, List.of(door), Term.USUAL)));
  }

  @Test
  void aPortThatMayNotBeAskedForIsRefused() {
    var claim = claim(new Wish.Open("open-asked"), SOURCE, new Ask(Port.tcp(25), null));
    assertThat(gatekeeper.judge(claim))
        .isEqualTo(
            new Refused(claim, "tcp/25 was asked for, which is not among [tcp/22, tcp/443]"));
  }

  @Test
  void theTimeThatIsAskedForIsCapped() {
    var forever = new Ask(Port.tcp(22), Ask.NO_LIMIT);
    assertThat(gatekeeper.judge(claim(new Wish.Open("open-asked"), SOURCE, forever)))
        .extracting("grant.time")
        .isEqualTo(Duration.ofHours(4));
  }

  @Test
  void aForwardOfTheOtherFamilyIsRefused() {
    var claim = claim(new Wish.Open("ssh-to-nas"), SOURCE_V6, Ask.NOTHING);
    assertThat(gatekeeper.judge(claim))
        .isEqualTo(new Refused(claim, "the action forwards to no IPv6 host"));
  }

  @Test
  void aJobIsGrantedAsAJob() {
    var claim = claim(new Wish.Open("backup"), SOURCE, Ask.NOTHING);
    var run = new JobRun(SOURCE, List.of("/bin/backup"), Duration.ofHours(2));
    assertThat(gatekeeper.judge(claim)).isEqualTo(new Granted(new Grant.Run(claim, backup, run)));
  }

  @Test
  void aKnockThatShutsIsGrantedWhateverTheActionNeeds() {
    for (var action : List.of("ssh-to-nas", "open-asked", "backup")) {
      var claim = claim(new Wish.Close(action), SOURCE_V6, Ask.NOTHING);
      assertThat(gatekeeper.judge(claim)).isEqualTo(new Granted(new Grant.Close(claim)));
    }
  }

  @Test
  void anActionThatDoesNotExistIsRefused() {
    var claim = claim(new Wish.Close("ssh-to-nos"), SOURCE, Ask.NOTHING);
    assertThat(gatekeeper.judge(claim))
        .isEqualTo(new Refused(claim, "there is no action ssh-to-nos"));
  }

  private static Claim claim(Wish wish, Address source, Ask ask) {
    return new Claim("knock", Claim.ANONYMOUS, wish, source, ask);
  }

  private static Action forward(String name, String to) throws BadValue {
    var step = new Step.Forward(Port.tcp(2222), List.of(Endpoint.parse(to)), false);
    return new Action(name, step, Term.fixed(QUARTER), AtClose.CUT, 10);
  }
}
