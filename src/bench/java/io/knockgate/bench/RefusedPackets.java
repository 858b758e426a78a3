package io.knockgate.bench;

import io.knockgate.knock.Admit;
import io.knockgate.knock.PacketMethod;
import io.knockgate.knock.Recognition;
import io.knockgate.knock.fwknop.Digest;
import io.knockgate.knock.fwknop.FwknopKey;
import io.knockgate.knock.fwknop.FwknopMethod;
import io.knockgate.knock.fwknop.Mode;
import io.knockgate.knock.fwknop.Wanted;
import io.knockgate.knock.spa.GatewayKeyPair;
import io.knockgate.knock.spa.SpaClient;
import io.knockgate.knock.spa.SpaMethod;
import io.knockgate.lab.SinglePackets;
import io.knockgate.net.Address;
import io.knockgate.net.Port;
import io.knockgate.packet.Link;
import io.knockgate.packet.Packet;
import io.knockgate.packet.Payload;
import io.knockgate.packet.Screen;
import io.knockgate.packet.Screens;
import io.knockgate.secret.Secret;
import io.knockgate.ssh.SshKey;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/// What a packet costs that is refused without a word: its time, and with `-prof gc` its memory.
@State(Scope.Thread)
@BenchmarkMode(org.openjdk.jmh.annotations.Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RefusedPackets {
  private static final Port OWN = Port.udp(62201);
  private static final Port FWKNOP = Port.udp(62202);
  private static final int UDP = 17;

  private PacketMethod own;
  private PacketMethod fwknop;
  private Screen ownScreen;
  private Screen fwknopScreen;
  private Screens nflog;
  private byte[] ownNoise;
  private byte[] fwknopNoise;
  private byte[] nflogNoise;
  private Packet ownReplayed;
  private Packet fwknopReplayed;

  @Setup
  public void setUp() throws Exception {
    var home = Files.createTempDirectory("knockgate-bench");
    var packets = new SinglePackets(home);
    var alice = SshKey.parse(Files.readString(home.resolve("alice.pub")));
    own =
        new SpaMethod(
            "signed",
            OWN,
            GatewayKeyPair.read(secret(home, "gateway.key")),
            List.of(new SpaClient("alice", alice, Set.of("open-ssh"))),
            Admit.SENDER,
            Duration.ofMinutes(1),
            _ -> Instant.now());
    var phone =
        FwknopKey.of(
            "phone",
            FwknopKey.decoded(secret(home, "phone.key")),
            FwknopKey.decoded(secret(home, "phone.hmac")),
            Digest.SHA256,
            Mode.CBC);
    fwknop =
        new FwknopMethod(
            "phones",
            FWKNOP,
            List.of(phone),
            Map.of(Wanted.parse("tcp/22"), "open-ssh"),
            Admit.SENDER,
            Duration.ofMinutes(2),
            _ -> Instant.now());
    ownScreen = own.screen();
    fwknopScreen = fwknop.screen();
    nflog = new Screens(Map.of(OWN, own.screen(), FWKNOP, fwknop.screen()));

    var ownPacket = packets.own(Instant.now());
    var fwknopPacket = packets.fwknop(Instant.now());
    ownNoise = new byte[ownPacket.length];
    new Random(1).nextBytes(ownNoise);
    fwknopNoise = fwknopPacket.clone();
    byte last = fwknopNoise[100];
    fwknopNoise[100] = last == 'A' ? (byte) 'B' : (byte) 'A';
    nflogNoise = frame(ownNoise);
    ownReplayed = packet(OWN, ownPacket);
    fwknopReplayed = packet(FWKNOP, fwknopPacket);
    own.consider(ownReplayed);
    fwknop.consider(fwknopReplayed);
    for (var name : List.of("alice.seed", "alice.pub", "gateway.key", "phone.key", "phone.hmac")) {
      Files.delete(home.resolve(name));
    }
    Files.delete(home);
  }

  private static Secret secret(Path home, String name) throws Exception {
    return new Secret(Files.readAllBytes(home.resolve(name)));
  }

  private static Packet packet(Port port, byte[] bytes) {
    return new Packet(
        Address.v4(0xC6336401),
        Address.v4(0xC6336402),
        40000,
        port,
        0,
        1,
        0,
        new Payload(bytes, 0, bytes.length));
  }

  /// An IPv4 datagram to the port of our own packets, as NFLOG hands it over.
  private static byte[] frame(byte[] payload) {
    var frame = ByteBuffer.allocate(28 + payload.length);
    frame.put(0, (byte) 0x45).putShort(2, (short) frame.capacity()).put(9, (byte) UDP);
    frame.putShort(22, (short) OWN.number()).putShort(24, (short) (8 + payload.length));
    return frame.put(28, payload).array();
  }

  @Benchmark
  public boolean ownNoise() {
    return ownScreen.passes(ownNoise, 0, ownNoise.length);
  }

  @Benchmark
  public boolean ownNoiseFromNflog() {
    return nflog.passes(nflogNoise, nflogNoise.length, Link.IP);
  }

  @Benchmark
  public Recognition ownReplayed() {
    return own.consider(ownReplayed);
  }

  @Benchmark
  public boolean fwknopNoise() {
    return fwknopScreen.passes(fwknopNoise, 0, fwknopNoise.length);
  }

  @Benchmark
  public Recognition fwknopReplayed() {
    return fwknop.consider(fwknopReplayed);
  }
}
