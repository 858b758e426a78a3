package io.knockgate.lab;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.knockgate.action.Ask;
import io.knockgate.knock.Wish;
import io.knockgate.knock.encrypted.ChaCha20Poly1305;
import io.knockgate.knock.encrypted.Plaintext;
import io.knockgate.knock.sequence.Rolling;
import io.knockgate.lab.Lab.Place;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.net.PortRange;
import io.knockgate.secret.Secret;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// The kinds of knock that know the time, one of each, with secrets of their own in a directory.
/// All of them ask for the action `open-ssh`.
public final class TimedKnocks {
  /// Their names: two packets, and two that are knocked.
  public static final List<String> NAMES = List.of("signed", "phones", "rolling", "sealed");

  private static final int SIGNED = 62201;
  private static final int FWKNOP = 62202;
  private static final Duration PERIOD = Duration.ofSeconds(10);
  private static final PortRange ROLLING = new PortRange(20000, 29999);
  private static final PortRange SEALED = new PortRange(30000, 30255);
  private static final int KEY_LENGTH = 32;

  private final Lab lab;
  private final Path home;
  private final SecureRandom random = new SecureRandom();
  private final SinglePackets packets;
  private final Secret secret;

  /// Makes the secrets.
  public TimedKnocks(Lab lab, Path home) throws IOException, BadValue {
    this.lab = lab;
    this.home = home;
    this.packets = new SinglePackets(home);
    var bytes = new byte[KEY_LENGTH];
    random.nextBytes(bytes);
    this.secret = new Secret(Base64.getEncoder().encode(bytes));
    var file = Files.write(home.resolve("sequence.key"), secret.revealed());
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /// The `clients:` and, at the end, `knocks:` of a configuration that hears them.
  public String config() throws IOException {
    return packets.config(SIGNED, FWKNOP)
        + """
          rolling:
            rolling: {client: alice, ports: %2$s, length: 5, period: %3$ds, secret: "file:%1$s/sequence.key"}
            action: open-ssh
          sealed:
            encrypted: {cipher: chacha20-poly1305, ports: %4$s, key: "file:%1$s/sequence.key"}
            action: open-ssh
        """
            .formatted(home, written(ROLLING), PERIOD.toSeconds(), written(SEALED))
            .indent(0);
  }

  private static String written(PortRange ports) {
    return ports.first() + "-" + ports.last();
  }

  /// Sends one from the client, whose clock shows this time.
  public void send(String name, Instant now) throws Exception {
    switch (name) {
      case "signed" -> send(packets.own(now), SIGNED);
      case "phones" -> send(packets.fwknop(now), FWKNOP);
      case "rolling" -> {
        var rolling =
            new Rolling(
                "", "", ROLLING, 5, PERIOD, secret, Duration.ofSeconds(1), new Wish.Open(""));
        knock(rolling.ports(rolling.counter(now)));
      }
      case "sealed" -> {
        var text = new Plaintext(Plaintext.SENDER, Ask.NOTHING, false);
        var cipher = ChaCha20Poly1305.ofKey(secret);
        knock(cipher.knock(text, now, random.nextInt(1 << 16), SEALED));
      }
      default -> throw new IllegalArgumentException(name);
    }
  }

  private void send(byte[] packet, int port) throws Exception {
    lab.inside(
        Place.CLIENT,
        () -> {
          try (var socket = new DatagramSocket()) {
            var gateway = InetAddress.ofLiteral(Lab.GATEWAY_V4);
            socket.send(new DatagramPacket(packet, packet.length, gateway, port));
          }
          return true;
        });
  }

  private void knock(List<Port> ports) throws Exception {
    var command = new ArrayList<>(List.of("knock", "-d", "2", Lab.GATEWAY_V4));
    ports.forEach(port -> command.add("" + port.number()));
    lab.exec(Place.CLIENT, command.toArray(String[]::new));
  }

  /// Every secret of it, as it stands in its file.
  public List<String> secrets() throws IOException {
    var secrets = new ArrayList<String>();
    for (var file : List.of("sequence.key", "phone.key", "phone.hmac", "gateway.key")) {
      Files.readString(home.resolve(file), US_ASCII)
          .lines()
          .filter(line -> !line.startsWith("-----"))
          .forEach(secrets::add);
    }
    return secrets;
  }
}
