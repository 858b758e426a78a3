package io.knockgate.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.knockgate.lab.Echo;
import io.knockgate.lab.Lab;
import io.knockgate.lab.Lab.Place;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// nftables refuses what a knock asks for, or its answer is lost: the knock is refused in words,
/// and nothing of it stays open.
class RefusedTest extends Faults {
  private static final int TIMES = times(1, 20);
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofMillis(300);

  private static final String[] KNOCK_MAIL = {"4113", "4998", "6712", "3022"};
  private static final String[] KNOCK_NAS = {"8442", "5120", "3971", "7206"};
  private static final int MAIL = 8443;
  private static final int NAS = 2222;
  private static final int NAS_INSIDE = 8022;

  private static final String MORE =
      """
        mail:
          sequence: [4113, 4998, 6712, 3022]
          action: mail
        nas:
          sequence: [8442, 5120, 3971, 7206]
          action: nas
      """;

  /// A refusal of the kernel or of what stands in its place.
  ///
  /// @param refused what is not granted while it lasts, each with what the history says of it
  /// @param trouble what `status` says while it lasts; the empty text where it says nothing
  private record Fault(
      String how, Beginning beginning, Map<String, String> refused, String trouble) {

    Fault(String how, Beginning beginning, Map<String, String> refused) {
      this(how, beginning, refused, "");
    }
  }

  /// How it begins; closed when it is over.
  private interface Beginning {
    Tampering begin() throws Exception;
  }

  private Stranger stranger;
  private String shut;
  private String others;

  @BeforeEach
  void begin() throws Exception {
    closeLater(Echo.serve(lab, Place.GATEWAY, "0.0.0.0", MAIL, "mail"));
    closeLater(Echo.serve(lab, Place.GATEWAY, "0.0.0.0", NAS, "half a forward"));
    closeLater(Echo.serve(lab, Place.HOST, Lab.HOST_V4, NAS_INSIDE, "nas"));
    stranger = new Stranger(lab);
    stranger.nft(
        "add table inet theirs; add chain inet theirs theirs"
            + " { type filter hook input priority 0; policy accept; };"
            + " add rule inet theirs theirs tcp dport 9999 drop");
    others = stranger.others();
    start(
        CONFIG.replace("tcp/443]", "tcp/443, tcp/8443]") + MORE,
        "web",
        // Its element is in a set of its own; a new connection needs it all the same.
        "open: {port: tcp/443}\nfor: %ds\nat-close: keep\n".formatted(SHORT.toSeconds()),
        "mail",
        "open: {port: tcp/8443}\nfor: 10m\n",
        "nas",
        "forward: {port: tcp/2222, to: 10.20.0.5:8022}\nfor: 10m\n");
    shut = stranger.ours();
  }

  private List<Fault> faults() {
    return List.of(
        new Fault(
            "EPERM at each request",
            () -> tamper("steward", "sendto:error=EPERM"),
            both("EPERM: Operation not permitted: needs CAP_NET_ADMIN")),
        new Fault(
            "ENOBUFS at each request",
            () -> tamper("steward", "sendto:error=ENOBUFS"),
            both("ENOBUFS: No buffer space available: the kernel has no memory for it")),
        new Fault(
            "no answer: requests don't reach the kernel",
            () -> tamper("steward", "sendto:retval=20"),
            both("the kernel did not acknowledge it"),
            "the table can't be restored: "),
        new Fault(
            "each answer is cut short",
            // Its first message claims more bytes than came.
            () -> tamper("steward", "recvfrom:poke_exit=@arg2=ffff0000"),
            both("the kernel's answer is cut short"),
            "the table can't be restored: "),
        new Fault(
            "a set is full (ENFILE), which the daemon isn't told",
            () -> deaf(this::fill),
            both("ENFILE: Too many open files in system: 1048576 doors are open")),
        new Fault(
            "somebody leads the door elsewhere (EEXIST), which the daemon isn't told",
            () -> deaf(this::leadElsewhere),
            Map.of(
                "nas", "EEXIST: File exists: a door there leads elsewhere: somebody has changed")));
  }

  private static Map<String, String> both(String words) {
    return Map.of("mail", words, "nas", words);
  }

  private Tampering tamper(String thread, String inject) throws Exception {
    return Tampering.begin(lab, daemon().pid(), thread, inject, home.resolve("trace"));
  }

  /// What somebody does.
  private interface Doing {
    void happen() throws Exception;
  }

  /// Somebody changes our table, of which the daemon hears when it is over.
  private Tampering deaf(Doing doing) throws Exception {
    var tampering =
        tamper("table-watch", "recvfrom:delay_exit=" + LIMIT.multipliedBy(10).toMillis() * 1000);
    doing.happen();
    return tampering;
  }

  /// Our table with room for one admission, which somebody else has.
  private void fill() throws Exception {
    var table = lab.exec(Place.GATEWAY, "nft", "list", "table", "inet", "knockgate");
    var small = Pattern.compile("(set open4 \\{[^}]*size )\\d+").matcher(table).replaceFirst("$11");
    assertThat(small).isNotEqualTo(table);
    var add =
        "add element inet knockgate open4 { %s . tcp . %d timeout 1h }\n"
            .formatted(Lab.OTHER_CLIENT_V4, MAIL);
    var text = "delete table inet knockgate\n" + small + add;
    stranger.load(Files.writeString(home.resolve("small.nft"), text));
  }

  private void leadElsewhere() throws Exception {
    stranger.nft(
        "add element inet knockgate forward4 { %s . tcp . %d timeout 1h : %s . %d }"
            .formatted(Lab.CLIENT_V4, NAS, Lab.OTHER_HOST_V4, NAS_INSIDE));
  }

  @Test
  void aKnockIsRefusedInWordsAndWholly() throws Exception {
    long process = daemon().pid();
    for (var fault : faults()) {
      var recovered = new ArrayList<Duration>();
      for (int i = 0; i < TIMES; i++) {
        openWeb();
        refuse(fault);
        recovered.add(until(this::isWell));
        grant();
      }
      write(fault.how(), recovered);
    }
    assertThat(daemon().pid()).isEqualTo(process);
    assertThat(daemon().isAlive()).isTrue();
  }

  /// The kernel has done what it was asked, and nobody knows: the knock is told to be refused, so
  /// its door has to go.
  @Test
  void whereTheAnswerIsLostNoDoorIsLeftOpenOfAKnockThatWasRefused() throws Exception {
    var recovered = new ArrayList<Duration>();
    for (int i = 0; i < TIMES; i++) {
      for (var action : List.of("mail", "nas")) {
        // Before it asks, it looks whether an older answer is left; the next is the answer.
        try (var tampering = tamper("steward", "recvfrom:error=ENOBUFS:when=2")) {
          var before = Instant.now();
          knock(action.equals("mail") ? KNOCK_MAIL : KNOCK_NAS);
          assertThat(refusal(action, before)).contains("answers of the kernel were lost");
          assertThat(tampering.hasActed()).isTrue();
          recovered.add(until(this::isWell));
        }
        closeAll(); // the steward answers when it has done with the table
      }
      grant();
    }
    write("the answer is lost (ENOBUFS)", recovered);
  }

  private void write(String how, List<Duration> recovered) throws Exception {
    Row.of("nftables refuses", how, TIMES, probe.faults(), recovered).write();
    assertThat(probe.openTooLong()).isEmpty();
    assertThat(stranger.others()).isEqualTo(others);
  }

  private void openWeb() throws Exception {
    int before = probe.opened();
    knock(SHORT);
    assertThat(within(LIMIT, () -> probe.opened() > before)).as(daemon().log()).isTrue();
    probe.mayOpen(SHORT); // it was granted before that
  }

  private void refuse(Fault fault) throws Exception {
    try (var _ = fault.beginning().begin()) {
      var before = Instant.now();
      knock(KNOCK_MAIL);
      knock(KNOCK_NAS);
      for (var action : List.of("mail", "nas")) {
        var words = fault.refused().get(action);
        if (words == null) {
          assertThat(within(LIMIT, () -> reached(MAIL).equals("mail"))).isTrue();
        } else {
          assertThat(refusal(action, before)).contains(words);
        }
      }
      assertWhole();
      assertThat(within(LIMIT, () -> daemon().troubles().startsWith(fault.trouble()))).isTrue();
      waitUntilShut();
      assertWhole();
      closeAll();
    }
  }

  private void closeAll() {
    daemon().tryToAsk("close", new JsonObject());
  }

  /// The next knocks after it is over are granted.
  private void grant() throws Exception {
    knock(KNOCK_MAIL);
    knock(KNOCK_NAS);
    assertThat(within(LIMIT, () -> reached(MAIL).equals("mail"))).as(daemon().log()).isTrue();
    assertThat(within(LIMIT, () -> reached(NAS).equals("nas"))).as(daemon().log()).isTrue();
    assertWhole();
    closeAll();
    until(this::isWell);
  }

  /// Nothing is wrong, no lease is open, and so no door is.
  private boolean isWell() throws Exception {
    return daemon().troubles().isEmpty()
        && daemon().leases().isEmpty()
        && stranger.ours().equals(shut);
  }

  /// A forward is admitted and led, or neither.
  private void assertWhole() throws Exception {
    assertThat(reached(NAS)).isIn("", "nas");
    var table = stranger.ours();
    var slot = Lab.CLIENT_V4 + " . tcp . " + NAS;
    assertThat(contents(table, "set open4").contains(slot + " "))
        .as(table)
        .isEqualTo(
            Pattern.compile(
                    Pattern.quote(slot)
                        + "[^,]*: "
                        + Pattern.quote(Lab.HOST_V4 + " . " + NAS_INSIDE))
                .matcher(contents(table, "map forward4"))
                .find());
  }

  private static String contents(String table, String set) {
    int begin = table.indexOf(set + " {");
    assertThat(begin).as(table).isNotNegative();
    return table.substring(begin, table.indexOf("\n\t}", begin));
  }

  /// Who says their name behind the gateway's port; the empty text where nobody is reached.
  private String reached(int port) throws Exception {
    return lab.inside(
        Place.CLIENT,
        () -> {
          try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(Lab.GATEWAY_V4, port), (int) PATIENCE.toMillis());
            socket.shutdownOutput();
            var name = socket.getInputStream().readAllBytes();
            return new String(name, StandardCharsets.US_ASCII);
          } catch (IOException shut) {
            return "";
          }
        });
  }

  /// What the history says of the action's refusal, once there is one since then.
  private String refusal(String action, Instant since) throws Exception {
    assertThat(within(LIMIT, () -> refusedSince(action, since).isPresent()))
        .as("%s was not refused: %s", action, daemon().log())
        .isTrue();
    return refusedSince(action, since).orElseThrow();
  }

  private Optional<String> refusedSince(String action, Instant since) throws Exception {
    return daemon().history().asList().stream()
        .map(JsonElement::getAsJsonObject)
        .filter(event -> event.get("event").getAsString().equals("refused"))
        .filter(event -> event.get("action").getAsString().equals(action))
        .filter(event -> !at(event).isBefore(since.truncatedTo(ChronoUnit.MILLIS)))
        .map(event -> event.get("reason").getAsString())
        .findFirst();
  }

  private static Instant at(JsonObject event) {
    return Instant.parse(event.get("at").getAsString());
  }
}
