package io.knockgate.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.knockgate.client.User;
import io.knockgate.config.ClientFile;
import io.knockgate.config.ClientKeys;
import io.knockgate.config.ClientKnock;
import io.knockgate.config.Configuration;
import io.knockgate.config.Reading;
import io.knockgate.config.Settings;
import io.knockgate.keys.Keys;
import io.knockgate.net.Port;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// A client is added on the gateway, and joins on its machine.
class ClientCommandTest {
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIdilPY5lz8zFoWD/NBqyUxLkO7m2kZOyj7a4jbEjtrO alice@laptop";

  @TempDir Path home;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path config = Path.of("");

  @BeforeEach
  void configure() throws IOException {
    Files.createDirectories(home.resolve("actions"));
    Files.writeString(
        home.resolve("actions/ssh-to-nas.yaml"),
        "forward: {port: tcp/2222, to: 10.20.0.5:22}\nfor: 15m\n");
    Files.writeString(home.resolve("actions/open-ssh.yaml"), "open: {port: tcp/22}\nfor: 5m\n");
    config =
        Files.writeString(
            home.resolve("config.yaml"),
            """
            # ours
            gateway: {wan: [wan0], guard: [tcp/22]}
            state: %s/state
            clients:
              bob: {may: [open-ssh]}   # he rolls
            knocks:
              signed: {spa: {udp: 62201}}
              phones: {fwknop: {udp: 62202, actions: {tcp/22: open-ssh, "nat 10.20.0.5,22": ssh-to-nas}}}
            """
                .formatted(home));
  }

  private int add(String... arguments) {
    var words = new ArrayList<>(List.of("client", "add", "--config", config.toString()));
    words.addAll(List.of(arguments));
    return run(Main.commandLine("client"), words);
  }

  private int join(String... arguments) {
    var user = new User(Map.of("HOME", home.toString()), new ByteArrayOutputStream());
    return run(new CommandLine(new ClientJoin(user)), List.of(arguments));
  }

  private int run(CommandLine line, List<String> words) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return line.setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(
            (failure, _, _) -> {
              err.append(failure.getMessage());
              return failure instanceof Failure told ? told.exit().code() : 70;
            })
        .execute(words.toArray(String[]::new));
  }

  private Settings settings() {
    return ((Reading.Sound<Settings>) Configuration.read(config)).settings();
  }

  private ClientKeys keys(String client) {
    return Objects.requireNonNull(settings().keys().get(client));
  }

  private String token() {
    return out.toString()
        .lines()
        .filter(line -> line.contains("client join"))
        .findFirst()
        .orElseThrow()
        .replaceAll(".*'(.*)'.*", "$1");
  }

  @Test
  void aClientIsAddedWithItsKeyAndJoinsWithOneWord() throws Exception {
    var before = Files.readString(config);
    assertThat(add("alice", "--key", KEY, "--may", "ssh-to-nas", "--host", "gw.example.org"))
        .as(err.toString())
        .isZero();
    assertThat(err.toString())
        .contains("alice is in " + config + "; `knockgate reload` puts it in force");
    assertThat(Files.readString(config))
        .isEqualTo(
            before.replace(
                "# he rolls\n",
                "# he rolls\n  alice:\n    key: %s\n    may: [ssh-to-nas]\n".formatted(KEY)));
    assertThat(keys("alice").ssh()).hasSize(1);

    assertThat(join(token())).isZero();
    var file = home.resolve(".config/knockgate/gw.yaml");
    assertThat(out.toString())
        .contains(
            file + " is written",
            "Host gw\n  HostName gw.example.org\n  Port 2222\n  ProxyCommand knockgate knock --connect %h:%p gw\n");
    assertThat(err.toString()).contains("neither in ssh-agent nor in ~/.ssh");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    var joined = ((Reading.Sound<?>) ClientFile.read(file)).settings();
    assertThat(joined)
        .hasFieldOrPropertyWithValue("host", "gw.example.org")
        .hasFieldOrPropertyWithValue("door", Port.tcp(2222))
        .extracting("knock")
        .isInstanceOfSatisfying(
            ClientKnock.Spa.class, knock -> assertThat(knock.gateway()).isEqualTo(gatewayKey()));
  }

  private Object gatewayKey() {
    try {
      return new Keys(Map.of()).gateway(home.resolve("state"), null).publicKey();
    } catch (io.knockgate.secret.SecretException missing) {
      throw new AssertionError(missing);
    }
  }

  @Test
  void aFileThatIsThereIsNotOverwrittenUnlessSaid() throws Exception {
    add("alice", "--key", KEY, "--may", "ssh-to-nas", "--host", "gw.example.org");
    var token = token();
    assertThat(join(token)).isZero();
    assertThat(join(token)).isEqualTo(78);
    assertThat(err.toString()).contains("--force");
    assertThat(join("--force", token)).isZero();
    assertThat(join("--as", "other", Files.writeString(home.resolve("t"), token + "\n").toString()))
        .isZero();
    assertThat(home.resolve(".config/knockgate/other.yaml")).exists();
    assertThat(join("--as", "other2", "knockgate:x")).isEqualTo(64);
    assertThat(join("--as", "bad", Files.writeString(home.resolve("t"), "hots: x\n").toString()))
        .isEqualTo(65);
    try (var files = Files.list(home.resolve(".config/knockgate"))) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void whatWouldBreakTheConfigurationLeavesItAsItIs() throws Exception {
    var before = Files.readString(config);
    assertThat(add("alice", "--key", KEY, "--may", "ssh-to-nas", "--from", "10.0.0.1/8"))
        .isEqualTo(64);
    assertThat(err.toString()).contains("10.0.0.1/8");
    assertThat(add("Alice!", "--key", KEY, "--may", "ssh-to-nas")).isEqualTo(64);
    assertThat(add("alice", "--key", KEY, "--may", "ssh-to-nas", "--host", "a\nb")).isEqualTo(64);
    assertThat(add("bob", "--key", KEY, "--may", "ssh-to-nas")).isEqualTo(64);
    assertThat(add("alice", "--key", KEY)).isEqualTo(64);
    assertThat(err.toString()).contains("--may", "ssh-to-nas", "open-ssh");
    assertThat(add("alice", "--key", "ssh-ed25519 AAAA", "--may", "ssh-to-nas")).isEqualTo(64);
    assertThat(Files.readString(config)).isEqualTo(before);
    assertThat(home.resolve("config.yaml.new")).doesNotExist();
  }

  @Test
  void whatCannotBeWrittenIsPrinted() throws Exception {
    Files.writeString(
        config,
        Files.readString(config)
            .replaceAll("(?m)^clients:\n.*$", "clients: {bob: {may: [open-ssh]}}"));
    var before = Files.readString(config);
    assertThat(add("alice", "--key", KEY, "--may", "open-ssh")).isZero();
    assertThat(err.toString())
        .contains("in braces", "Write this under `clients:`", "  alice:\n    key: " + KEY + "\n");
    assertThat(Files.readString(config)).isEqualTo(before);
  }

  @Test
  void aClientOfFwknopGetsTwoNewKeys() throws Exception {
    var rc = home.resolve("rc");
    assertThat(
            add(
                "phone",
                "--fwknop",
                "--may",
                "ssh-to-nas",
                "--host",
                "gw.example.org",
                "--out",
                rc.toString()))
        .as(err.toString())
        .isZero();
    var key = Files.readString(home.resolve("state/phone.fwknop-key"), UTF_8);
    assertThat(out.toString())
        .contains(
            "  fwknop -n gw -A tcp/2222 -N 10.20.0.5:22   # ssh-to-nas, which opens tcp/2222\n");
    assertThat(Files.readString(rc))
        .startsWith("[gw]\nSPA_SERVER gw.example.org\nSPA_SERVER_PORT 62202\n")
        .contains("ACCESS tcp/2222\nNAT_ACCESS 10.20.0.5:22\nKEY_BASE64 " + key + "\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(rc)))
        .isEqualTo("rw-------");
    var fwknop = keys("phone").fwknop();
    assertThat(new Keys(Map.of()).fwknop("phone", Objects.requireNonNull(fwknop)).client())
        .isEqualTo("phone");
    assertThat(Files.readString(config)).doesNotContain(key);
    assertThat(add("phone2", "--fwknop", "--may", "ssh-to-nas")).isZero();
  }

  private List<String> stateFiles() throws IOException {
    if (Files.notExists(home.resolve("state"))) {
      return List.of();
    }
    try (var files = Files.list(home.resolve("state"))) {
      return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
    }
  }

  @Test
  void noKeysAreMadeForAClientThatIsNotAdded() throws Exception {
    var before = Files.readString(config);
    for (var words :
        List.of(
            List.of("../evil"),
            List.of("tom", "--from", "10.0.0.1/8"),
            List.of("tom", "--expires", "30.6.2027"),
            List.of("tom", "--host", "fd00:51::1"),
            List.of("tom", "--host", "no host"),
            List.of("tom", "--out", home.resolve("no/rc").toString()))) {
      var arguments = new ArrayList<>(List.of("--fwknop", "--may", "open-ssh"));
      arguments.addAll(words);
      assertThat(add(arguments.toArray(String[]::new))).as(words.toString()).isNotZero();
    }
    Files.writeString(
        home.resolve("actions/backup.yaml"), "run: {command: [/bin/true], timeout: 1m}\n");
    assertThat(add("tom", "--fwknop", "--may", "backup")).isEqualTo(64);
    assertThat(err.toString()).contains("no packet of fwknop stands for backup");
    assertThat(home.resolve("evil.fwknop-key")).doesNotExist();
    assertThat(stateFiles()).isEmpty();
    assertThat(Files.readString(config)).isEqualTo(before);
    assertThat(add("tom", "--fwknop", "--may", "open-ssh")).as(err.toString()).isZero();
  }

  @Test
  void ofTwoKeysOneThatIsThereAlreadyStaysAndTheOtherIsTakenBack() throws Exception {
    Files.createDirectories(home.resolve("state"));
    Files.writeString(home.resolve("state/tom.fwknop-hmac-key"), "mine");
    var before = Files.readString(config);
    assertThat(add("tom", "--fwknop", "--may", "open-ssh", "--out", home.resolve("rc").toString()))
        .isEqualTo(64);
    assertThat(err.toString()).contains("tom.fwknop-hmac-key is there already");
    assertThat(stateFiles()).containsExactly("tom.fwknop-hmac-key");
    assertThat(Files.readString(home.resolve("state/tom.fwknop-hmac-key"))).isEqualTo("mine");
    assertThat(home.resolve("rc")).doesNotExist();
    assertThat(Files.readString(config)).isEqualTo(before);
    assertThat(home.resolve("config.yaml.new")).doesNotExist();
  }

  @Test
  void aGatewaysKeyThatIsLostIsTold() throws Exception {
    add("alice", "--key", KEY, "--may", "open-ssh", "--host", "gw.org");
    assertThat(err.toString()).doesNotContain("join again");
    Files.delete(home.resolve("state/gateway.key"));
    assertThat(add("carol", "--key", KEY, "--may", "open-ssh", "--host", "gw.org")).isEqualTo(78);
    assertThat(err.toString()).contains("give each client a key of its own");
    assertThat(stateFiles()).isEmpty();
    var other =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAmcD7AUuvPcdzTCswbmMN4ae5/jyGVIGK3NQwEekeVa c@c";
    assertThat(add("carol", "--key", other, "--may", "open-ssh", "--host", "gw.org"))
        .as(err.toString())
        .isZero();
    assertThat(err.toString()).contains("clients that joined before must join again");
  }

  @Test
  void aFileThatIsThereIsNoPlaceForACopy() throws Exception {
    var mine = Files.writeString(home.resolve("mine"), "mine");
    var before = Files.readString(config);
    assertThat(add("al", "--key", KEY, "--may", "open-ssh", "--out", mine.toString()))
        .isEqualTo(74);
    assertThat(err).hasToString("knockgate: " + mine + ": is there already");
    assertThat(Files.readString(mine)).isEqualTo("mine");
    assertThat(Files.readString(config)).isEqualTo(before);
  }

  @Test
  void whoMayHaveSeveralIsToldTheCommandOfEach() {
    assertThat(add("tab", "--fwknop", "--may", "open-ssh,ssh-to-nas", "--host", "gw.org")).isZero();
    assertThat(out.toString())
        .doesNotContain("ACCESS")
        .contains(
            """
            and then:

              fwknop -n gw -A tcp/22   # open-ssh, which opens tcp/22
              fwknop -n gw -A tcp/2222 -N 10.20.0.5:22   # ssh-to-nas, which opens tcp/2222
            """);
  }

  @Test
  void whatOpensNoDoorOfItsOwnHasNoStanzaForSsh() throws Exception {
    Files.writeString(
        home.resolve("actions/open-asked.yaml"), "open: {port: asked, among: [tcp/22]}\nfor: 5m\n");
    assertThat(add("alice", "--key", KEY, "--may", "open-asked", "--host", "gw.org")).isZero();
    assertThat(out.toString()).doesNotContain("ssh/config");
    assertThat(join(token())).isZero();
    assertThat(out.toString())
        .doesNotContain("ssh/config")
        .contains("to knock: knockgate knock gw\n");
  }

  @Test
  void filesAreToldOfInWords() throws Exception {
    assertThat(add("al", "--key-file", "nope.pub", "--may", "open-ssh")).isEqualTo(74);
    assertThat(err).hasToString("knockgate: nope.pub: there is no such file");
    assertThat(join("--as", "nas", "hello")).isEqualTo(74);
    assertThat(err).hasToString("knockgate: hello: there is no such file");
    assertThat(join("--as", "nas", home.toString())).isEqualTo(74);
    assertThat(err).hasToString("knockgate: " + home + ": Is a directory");
    assertThat(join("")).isEqualTo(64);
    assertThat(join("knockgate client join 'knockgate:" + "x".repeat(300) + "'")).isEqualTo(64);
    assertThat(err.toString()).contains("copy the whole word");
  }

  @Test
  void whatIsNoClientsFileIsToldByItsName() throws Exception {
    var file = Files.writeString(home.resolve("rc"), "[gw]\nSPA_SERVER gw.example.org\n");
    assertThat(join("--as", "gw", file.toString())).isEqualTo(65);
    assertThat(err.toString()).startsWith("knockgate: " + file + ", line 2, is no client's file: ");
    Files.writeString(file, "sequence: [2033, 3022, 6712]\n");
    assertThat(join("--as", "gw", file.toString())).isEqualTo(65);
    assertThat(err.toString()).endsWith("\"host\" is missing from \"gw.yaml\"");
    try (var files = Files.list(home.resolve(".config/knockgate"))) {
      assertThat(files).isEmpty();
    }
  }
}
