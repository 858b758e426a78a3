package io.knockgate.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.access.Verdict.Granted;
import io.knockgate.access.Verdict.Refused;
import io.knockgate.action.Action;
import io.knockgate.action.Ask;
import io.knockgate.action.AtClose;
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
import io.knockgate.net.Prefix;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatekeeperTest {
  private static final Address SOURCE = Address.v4(0xcb007109);
  private static final Address SOURCE_V6 = Address.v6(0x20010db800000000L, 9);
  private static final Instant NOW = Instant.parse("2027-06-30T23:59:59Z");
  private static final Duration QUARTER = Duration.ofMinutes(15);

  private final Action nas = forward("ssh-to-nas", "10.20.0.5:22");
  private final Action asked =
      Action.door(
          "open-asked",
          new Step.OpenAsked(new LinkedHashSet<>(List.of(Port.tcp(22), Port.tcp(443)))),
          Term.asked(Duration.ofHours(4)),
          AtClose.CUT,
          10);
  private final Action backup =
      Action.job(
          "backup", new Step.Run(List.of(new Word.Text("/bin/backup")), Duration.ofHours(2)));
  private final Gatekeeper gatekeeper =
      new Gatekeeper(Map.of("ssh-to-nas", nas, "open-asked", asked, "backup", backup), Map.of());
  private final Client alice =
      new Client(
          "alice",
          Set.of("ssh-to-nas"),
          List.of(Prefix.parse("203.0.113.0/24"), Prefix.parse("2001:db8::/32")),
          NOW.plusSeconds(1));

  GatekeeperTest() throws BadValue {}

  @Test
  void aKnockIsGrantedExactlyWhatTheActionSays() {
    var claim = claim(new Wish.Open("ssh-to-nas"), SOURCE, Ask.NOTHING);
    var inside = new Endpoint(Address.v4(0x0a140005), 22);
    var door = new Opening.Forward(SOURCE, Port.tcp(2222), inside, false);
    assertThat(gatekeeper.judge(claim, NOW))
        .isEqualTo(new Granted(new Grant.Open(claim, nas, List.of(door), QUARTER)));
  }

  @Test
  void theSameClaimGetsTheSameVerdict() {
    var claim = claim(new Wish.Open("ssh-to-nas"), SOURCE, Ask.NOTHING);
    assertThat(gatekeeper.judge(claim, NOW)).isEqualTo(gatekeeper.judge(claim, NOW));
  }

  @Test
  void aPortThatMayBeAskedForIsOpened() {
    var claim = claim(new Wish.Open("open-asked"), SOURCE_V6, new Ask(Port.tcp(443), null));
    var door = new Opening.Pinhole(SOURCE_V6, Port.tcp(443));
    assertThat(gatekeeper.judge(claim, NOW))
        .isEqualTo(new Granted(new Grant.Open(claim, asked, List.of(door), Term.USUAL)));
  }

  @Test
  void aPortThatMayNotBeAskedForIsRefused() {
    var claim = claim(new Wish.Open("open-asked"), SOURCE, new Ask(Port.tcp(25), null));
    assertThat(gatekeeper.judge(claim, NOW))
        .isEqualTo(
            new Refused(claim, "tcp/25 was asked for, which is not among [tcp/22, tcp/443]"));
  }

  @Test
  void theTimeThatIsAskedForIsCapped() {
    var forever = new Ask(Port.tcp(22), Ask.NO_LIMIT);
    assertThat(gatekeeper.judge(claim(new Wish.Open("open-asked"), SOURCE, forever), NOW))
        .isInstanceOfSatisfying(
            Granted.class,
            granted ->
                assertThat(granted.grants())
                    .extracting("time")
                    .containsExactly(Duration.ofHours(4)));
  }

  @Test
  void aForwardOfTheOtherFamilyIsRefused() {
    var claim = claim(new Wish.Open("ssh-to-nas"), SOURCE_V6, Ask.NOTHING);
    assertThat(gatekeeper.judge(claim, NOW))
        .isEqualTo(new Refused(claim, "the action forwards to no IPv6 host"));
  }

  @Test
  void aJobIsGrantedAsAJob() {
    var claim = claim(new Wish.Open("backup"), SOURCE, Ask.NOTHING);
    assertThat(gatekeeper.judge(claim, NOW)).isEqualTo(new Granted(new Grant.Job(claim, backup)));
  }

  @Test
  void aKnockThatShutsIsGrantedWhateverTheActionNeeds() {
    for (var action : List.of("ssh-to-nas", "open-asked", "backup")) {
      var claim = claim(new Wish.Close(action), SOURCE_V6, Ask.NOTHING);
      assertThat(gatekeeper.judge(claim, NOW)).isEqualTo(new Granted(new Grant.Close(claim)));
    }
  }

  @Test
  void anActionThatDoesNotExistIsRefused() {
    var claim = claim(new Wish.Close("ssh-to-nos"), SOURCE, Ask.NOTHING);
    assertThat(gatekeeper.judge(claim, NOW))
        .isEqualTo(new Refused(claim, "there is no action ssh-to-nos"));
  }

  @Test
  void aClientIsGrantedWhatItMay() {
    var claim = claimOf("alice", new Wish.Open("ssh-to-nas"), SOURCE);
    assertThat(judge(claim, NOW)).isInstanceOf(Granted.class);
  }

  @Test
  void aClientIsRefusedAnActionThatItMayNotHave() {
    for (var wish : List.of(new Wish.Open("backup"), new Wish.Close("backup"))) {
      var claim = claimOf("alice", wish, SOURCE);
      assertThat(judge(claim, NOW))
          .isEqualTo(new Refused(claim, "client alice may not have backup"));
    }
  }

  @Test
  void aClientIsRefusedFromElsewhere() {
    var claim = claimOf("alice", new Wish.Close("ssh-to-nas"), Address.v4(0xcb007201));
    assertThat(judge(claim, NOW))
        .isEqualTo(new Refused(claim, "client alice may not knock from there"));
    assertThat(judge(claimOf("alice", new Wish.Close("ssh-to-nas"), SOURCE_V6), NOW))
        .isInstanceOf(Granted.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "127.0.0.1", "224.0.0.1", "255.255.255.255", "::1", "ff02::1"})
  void whatIsNoMachinesAddressIsNotAdmitted(String address) throws BadValue {
    var claim = claim(new Wish.Open("ssh-to-nas"), Address.parse(address), Ask.NOTHING);
    assertThat(judge(claim, NOW))
        .isEqualTo(new Refused(claim, "no machine has the address " + claim.source()));
  }

  @Test
  void whereAClientKnocksFromIsItsSenderAndNotWhomItAdmits() {
    var elsewhere = Address.v4(0xcb007201);
    var fromHome = claimOf("alice", elsewhere, SOURCE);
    assertThat(judge(fromHome, NOW)).isInstanceOf(Granted.class);
    var fromElsewhere = claimOf("alice", SOURCE, elsewhere);
    assertThat(judge(fromElsewhere, NOW))
        .isEqualTo(new Refused(fromElsewhere, "client alice may not knock from there"));
  }

  private static Claim claimOf(String client, Address admitted, Address sender) {
    var wish = new Wish.Open("ssh-to-nas");
    return new Claim("signed", client, wish, admitted, Ask.NOTHING, null, sender, "SHA256:key");
  }

  @Test
  void ofSeveralClaimsOneThatIsRefusedRefusesAll() {
    var good = claim(new Wish.Open("ssh-to-nas"), SOURCE, Ask.NOTHING);
    var bad = claim(new Wish.Open("nowhere"), SOURCE, Ask.NOTHING);
    assertThat(gatekeeper.judge(List.of(good, good), NOW))
        .isInstanceOfSatisfying(Granted.class, both -> assertThat(both.grants()).hasSize(2));
    assertThat(gatekeeper.judge(List.of(good, bad), NOW))
        .isEqualTo(new Refused(bad, "there is no action nowhere"));
  }

  @Test
  void aClientIsRefusedFromItsExpiryOn() {
    var claim = claimOf("alice", new Wish.Open("ssh-to-nas"), SOURCE);
    assertThat(judge(claim, NOW.plusSeconds(1)))
        .isEqualTo(new Refused(claim, "client alice expired at 2027-07-01T00:00:00Z"));
  }

  @Test
  void aClientThatDoesNotExistIsRefused() {
    var claim = claimOf("bob", new Wish.Open("ssh-to-nas"), SOURCE);
    assertThat(judge(claim, NOW)).isEqualTo(new Refused(claim, "there is no client bob"));
  }

  @Test
  void aCommandIsNotRestrictedByTheClientOfItsUsersName() {
    for (var user : List.of("alice", "root")) {
      var claim = new Claim(null, user, new Wish.Open("backup"), SOURCE, Ask.NOTHING);
      assertThat(judge(claim, NOW.plusSeconds(1))).isInstanceOf(Granted.class);
    }
  }

  /// As a reload asks, which shuts what would not be granted any more.
  @Test
  void whoHasADoorKeepsItAsLongAsTheClientMayHaveIt() {
    var knowing = knowing();
    assertThat(knowing.stillAllows("alice", "ssh-to-nas", NOW)).isTrue();
    assertThat(knowing.stillAllows("alice", "backup", NOW)).isFalse();
    assertThat(knowing.stillAllows("alice", "ssh-to-nas", NOW.plusSeconds(1))).isFalse();
    assertThat(knowing.stillAllows("bob", "ssh-to-nas", NOW)).isFalse();
    assertThat(knowing.stillAllows(Claim.ANONYMOUS, "ssh-to-nas", NOW.plusSeconds(1))).isTrue();
  }

  private Verdict judge(Claim claim, Instant now) {
    return knowing().judge(claim, now);
  }

  /// One that knows a client.
  private Gatekeeper knowing() {
    return new Gatekeeper(Map.of("ssh-to-nas", nas, "backup", backup), Map.of("alice", alice));
  }

  private static Claim claimOf(String client, Wish wish, Address source) {
    return new Claim("knock", client, wish, source, Ask.NOTHING);
  }

  private static Claim claim(Wish wish, Address source, Ask ask) {
    return new Claim("knock", Claim.ANONYMOUS, wish, source, ask);
  }

  private static Action forward(String name, String to) throws BadValue {
    var step = new Step.Forward(Port.tcp(2222), List.of(Endpoint.parse(to)), false);
    return Action.door(name, step, Term.fixed(QUARTER), AtClose.CUT, 10);
  }
}
