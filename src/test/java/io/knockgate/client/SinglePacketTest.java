package io.knockgate.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.knockgate.action.Ask;
import io.knockgate.config.ClientKnock;
import io.knockgate.config.ClientSettings;
import io.knockgate.keys.Keys;
import io.knockgate.knock.spa.GatewayKey;
import io.knockgate.linux.Terminal;
import io.knockgate.linux.Tool;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.ssh.SshKey;
import io.knockgate.ssh.SshSig;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Knockgate's own packet, signed by the OpenSSH of this machine: with a file, with an agent.
class SinglePacketTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Request NOTHING = new Request(null, Ask.NOTHING, false, null);

  @TempDir Path home;
  private final ByteArrayOutputStream told = new ByteArrayOutputStream();
  private final Map<String, String> environment = new HashMap<>();
  private GatewayKey gateway = GatewayKey.parse("A".repeat(43) + "=");

  SinglePacketTest() throws Exception {}

  @BeforeEach
  void makeKeys() throws Exception {
    environment.put("HOME", home.toString());
    gateway = new Keys(Map.of()).gateway(home, null).publicKey();
    Files.createDirectory(home.resolve(".ssh"));
  }

  @AfterEach
  void endAgent() throws Exception {
    if (environment.containsKey("SSH_AGENT_PID")) {
      run("ssh-agent", "-k");
    }
  }

  /// The output of these programs is not wanted.
  private void run(String program, String... arguments) throws Exception {
    var result =
        Terminal.run(new Tool(program, "openssh-client"), List.of(arguments), environment, told);
    assertThat(result.exit()).as(result.err()).isZero();
  }

  private SshKey make(String type, String passphrase) throws Exception {
    var file = home.resolve(".ssh/id");
    run("ssh-keygen", "-q", "-t", type, "-N", passphrase, "-C", "me", "-f", file.toString());
    return SshKey.parse(Files.readString(home.resolve(".ssh/id.pub")).strip());
  }

  /// An agent of this test alone, with the key of the file, which goes.
  private void moveIntoAgent(String passphrase) throws Exception {
    var socket = home.resolve("agent");
    var asked = Files.writeString(home.resolve("ask"), "#!/bin/sh\necho " + passphrase + "\n");
    Files.setPosixFilePermissions(asked, PosixFilePermissions.fromString("rwx------"));
    var agent = new ProcessBuilder("ssh-agent", "-s", "-a", socket.toString()).start();
    var said = new String(agent.getInputStream().readAllBytes(), UTF_8);
    environment.put("SSH_AGENT_PID", said.replaceAll("(?s).*SSH_AGENT_PID=(\\d+).*", "$1"));
    environment.put("SSH_AUTH_SOCK", socket.toString());
    environment.put("SSH_ASKPASS", asked.toString());
    environment.put("SSH_ASKPASS_REQUIRE", "force");
    run("ssh-add", home.resolve(".ssh/id").toString());
    environment.remove("SSH_ASKPASS");
    Files.delete(home.resolve(".ssh/id"));
  }

  private User user() {
    return new User(environment, told);
  }

  private Signer signer(ClientKnock.Identity identity) throws Exception {
    return new Signer(SigningKey.of(identity, user()), user());
  }

  private Composer composer(ClientKnock.Identity identity) throws Exception {
    var knock = new ClientKnock.Spa(Port.udp(62201), gateway, identity, "ssh-to-nas");
    return Composer.of(
        new ClientSettings("nas", knock, Ask.NOTHING, null, ClientSettings.PACE, 1, null), user());
  }

  private void signs(Signer signer, SshKey key) throws Exception {
    var message = "a message".getBytes(UTF_8);
    var signature = signer.sign(message);
    assertThat(key.verifies(SshSig.signed("knockgate", message), signature)).isTrue();
    assertThat(key.verifies(SshSig.signed("file", message), signature)).isFalse();
  }

  @Test
  void aKeyIsFoundAmongTheUsersByItsPublicHalf() throws Exception {
    for (var type : List.of("ed25519", "ecdsa", "rsa")) {
      var key = make(type, "");
      signs(signer(new ClientKnock.PublicKey(key)), key);
      Files.delete(home.resolve(".ssh/id"));
    }
  }

  @Test
  void aFileIsNamedAsInSshConfig() throws Exception {
    var key = make("ed25519", "");
    signs(signer(new ClientKnock.KeyFile(home.resolve(".ssh/id"))), key);
  }

  @Test
  void anAgentSignsThoughTheFileIsGone() throws Exception {
    var key = make("ed25519", "open sesame");
    moveIntoAgent("open sesame");
    signs(signer(new ClientKnock.PublicKey(key)), key);
    signs(signer(new ClientKnock.KeyFile(home.resolve(".ssh/id"))), key);
    Files.delete(home.resolve(".ssh/id.pub"));
    signs(signer(new ClientKnock.PublicKey(key)), key);
    try (var left = Files.list(home.resolve(".ssh"))) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aPassphraseThatNobodyCanGiveIsToldWithTheWayOut() throws Exception {
    var key = make("ed25519", "open sesame");
    environment.put("SSH_ASKPASS", "/bin/false");
    environment.put("SSH_ASKPASS_REQUIRE", "force");
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> signer(new ClientKnock.PublicKey(key)).sign(new byte[1]))
        .withMessageContaining("the passphrase of " + home.resolve(".ssh/id"))
        .withMessageContaining("ssh-add");
    assertThat(told.toString(UTF_8)).contains("incorrect passphrase");
  }

  @Test
  void aKeyWithoutItsPrivateHalfIsToldWithTheWayOut() throws Exception {
    var key = make("ed25519", "");
    Files.delete(home.resolve(".ssh/id"));
    Files.delete(home.resolve(".ssh/id.pub"));
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> signer(new ClientKnock.PublicKey(key)).sign(new byte[1]))
        .withMessageContaining(key.fingerprint() + " has no private key here")
        .withMessageContaining("SSH_AUTH_SOCK is unset");
  }

  @Test
  void aFileWithoutItsPublicHalfIsToldWithTheWayOut() throws Exception {
    var file = home.resolve(".ssh/none");
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> signer(new ClientKnock.KeyFile(file)))
        .withMessageContaining("ssh-keygen -y -f " + file);
  }

  @Test
  void halvesThatDoNotBelongTogetherAreTold() throws Exception {
    make("ed25519", "");
    Files.copy(home.resolve(".ssh/id"), home.resolve("other"));
    Files.delete(home.resolve(".ssh/id"));
    make("ed25519", "");
    Files.copy(home.resolve(".ssh/id.pub"), home.resolve("other.pub"));
    assertThatExceptionOfType(SigningException.class)
        .isThrownBy(() -> signer(new ClientKnock.KeyFile(home.resolve("other"))).sign(new byte[1]));
  }

  @Test
  void eachPacketIsAnotherThoughTheClockStandsStill() throws Exception {
    var key = make("ed25519", "");
    var composer = composer(new ClientKnock.PublicKey(key));
    var one = (Knock.Datagram) composer.compose(NOTHING, NOON);
    var two = (Knock.Datagram) composer.compose(NOTHING, NOON.minusSeconds(10));
    assertThat(one.udp()).isEqualTo(Port.udp(62201));
    assertThat(two.payload().copy()).isNotEqualTo(one.payload().copy());
  }

  @Test
  void whatIsNoActionsNameIsRefused() throws Exception {
    var composer = composer(new ClientKnock.PublicKey(make("ed25519", "")));
    assertThatExceptionOfType(BadValue.class)
        .isThrownBy(() -> composer.compose(new Request("SSH!", Ask.NOTHING, false, null), NOON))
        .withMessage("no action is named so: SSH!");
  }
}
