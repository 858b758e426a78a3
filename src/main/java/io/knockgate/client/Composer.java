package io.knockgate.client;

import io.knockgate.action.Ask;
import io.knockgate.action.Term;
import io.knockgate.config.ClientKnock;
import io.knockgate.config.ClientSettings;
import io.knockgate.config.KnockForm;
import io.knockgate.keys.Keys;
import io.knockgate.knock.encrypted.Blowfish;
import io.knockgate.knock.encrypted.ChaCha20Poly1305;
import io.knockgate.knock.encrypted.Cipher;
import io.knockgate.knock.encrypted.Plaintext;
import io.knockgate.knock.fwknop.Asked;
import io.knockgate.knock.fwknop.FwknopKey;
import io.knockgate.knock.fwknop.FwknopMessage;
import io.knockgate.knock.fwknop.FwknopPacket;
import io.knockgate.knock.fwknop.Wanted;
import io.knockgate.knock.sequence.Rolling;
import io.knockgate.knock.sequence.Spell;
import io.knockgate.knock.spa.KeyId;
import io.knockgate.knock.spa.SpaMessage;
import io.knockgate.knock.spa.SpaPacket;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.packet.Payload;
import io.knockgate.secret.SecretException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// Makes the knock that says what is wanted. Some kinds make another one each time.
public sealed interface Composer {
  /// Who sends a packet of fwknop, which the gateway need not believe.
  String USER = "knockgate";

  /// The knock to send once.
  ///
  /// @param now what the wall clock says
  /// @throws BadValue where the knock's kind can't say it
  /// @throws SigningException where it must be signed and can't
  Knock compose(Request request, Instant now)
      throws BadValue, SigningException, InterruptedException;

  /// The composer of a kind, with its secrets read.
  ///
  /// @throws SecretException where one can't be had
  /// @throws SigningException where a public key can't be read
  static Composer of(ClientSettings settings, User user) throws SecretException, SigningException {
    var keys = new Keys(user.environment());
    return switch (settings.knock()) {
      case KnockForm.Sequence sequence -> new OfSequence(sequence);
      case KnockForm.Encrypted encrypted ->
          new OfEncrypted(encrypted, keys.cipher(encrypted, Duration.ZERO));
      case KnockForm.Rolling rolling -> new OfRolling(keys.rolling(rolling));
      case ClientKnock.Spa spa ->
          new OfSpa(spa, new Signer(SigningKey.of(spa.identity(), user), user));
      case ClientKnock.Fwknop fwknop ->
          new OfFwknop(fwknop, keys.fwknop(USER, fwknop.keys()), settings.host());
    };
  }

  /// A static or dynamic sequence.
  record OfSequence(KnockForm.Sequence form) implements Composer {
    @Override
    public Knock compose(Request request, Instant now) throws BadValue {
      refuse(request.action() != null, "a sequence can't name an action");
      refuse(request.ask().time() != null, "a sequence can't say how long");
      refuse(request.close(), "a sequence can't ask to close; another sequence can be for that");
      refuse(request.admit() != null, "a sequence can't say whom to admit");
      var spell = form.spell();
      var port = request.ask().port();
      refuse(spell == null && port != null, "a sequence without `spell` can't name a port");
      refuse(spell != null && port == null, "the sequence spells a port: say which, with --port");
      if (spell == null || port == null) {
        return new Knock.Ports(form.ports());
      }
      var ports = new ArrayList<>(form.ports());
      ports.addAll(new Spell(spell.ports(), spell.digits()).knock(port));
      return new Knock.Ports(ports);
    }
  }

  /// A message in a cipher. Its formats have no place for a time that nobody asks for, so it is
  /// [Term#USUAL] then.
  record OfEncrypted(KnockForm.Encrypted form, Cipher cipher) implements Composer {
    @Override
    public Knock compose(Request request, Instant now) throws BadValue {
      refuse(request.action() != null, "an encrypted knock can't name an action");
      var time = request.ask().time() == null ? Term.USUAL : request.ask().time();
      var text =
          new Plaintext(
              request.admit() == null ? Plaintext.SENDER : request.admit(),
              new Ask(request.ask().port(), time),
              request.close());
      return new Knock.Ports(
          switch (cipher) {
            case Blowfish blowfish -> blowfish.knock(text, form.ports());
            case ChaCha20Poly1305 chacha ->
                chacha.knock(text, now, new SecureRandom().nextInt(1 << 16), form.ports());
          });
    }
  }

  /// A sequence that changes with time.
  record OfRolling(Rolling rolling) implements Composer {
    @Override
    public Knock compose(Request request, Instant now) throws BadValue {
      refuse(request.action() != null, "a rolling knock can't name an action");
      refuse(
          request.ask().port() != null || request.ask().time() != null,
          "a rolling knock can't say which port, nor how long");
      refuse(request.close(), "a rolling knock can't ask to close");
      refuse(request.admit() != null, "a rolling knock can't say whom to admit");
      return new Knock.Ports(rolling.ports(rolling.counter(now)));
    }
  }

  /// Knockgate's own packet. Each has a later time than the one before, even where the clock has
  /// not: the gateway takes no other.
  final class OfSpa implements Composer {
    private final ClientKnock.Spa knock;
    private final Signer signer;
    private long last;

    OfSpa(ClientKnock.Spa knock, Signer signer) {
      this.knock = knock;
      this.signer = signer;
    }

    @Override
    public Knock compose(Request request, Instant now)
        throws BadValue, SigningException, InterruptedException {
      var action = request.action() == null ? knock.action() : request.action();
      refuse(action != null && !SpaMessage.isAction(action), "no action is named so: " + action);
      last = Math.max(last + 1, ChronoUnit.MICROS.between(Instant.EPOCH, now));
      var message =
          new SpaMessage(
              last,
              KeyId.of(signer.key()),
              request.close(),
              request.ask(),
              request.admit(),
              action == null ? "" : action);
      var signature = signer.sign(message.signed(knock.gateway()));
      return datagram(
          knock.udp(), SpaPacket.seal(message, signature, knock.gateway(), new SecureRandom()));
    }
  }

  /// A packet as fwknop's own client sends it.
  ///
  /// @param host the gateway's name
  record OfFwknop(ClientKnock.Fwknop knock, FwknopKey key, String host) implements Composer {
    @Override
    public Knock compose(Request request, Instant now) throws BadValue {
      refuse(
          request.action() != null,
          "a packet of fwknop can't name an action; what it asks for stands under `wants:`");
      refuse(request.close(), "a packet of fwknop can't ask to close");
      var port = request.ask().port();
      var time = request.ask().time();
      refuse(Ask.NO_LIMIT.equals(time), "a packet of fwknop can't ask for no limit");
      var random = new SecureRandom();
      var message =
          FwknopMessage.of(
              USER,
              now,
              request.admit() == null ? FwknopMessage.SENDER : request.admit(),
              Asked.of(port == null ? knock.wants() : List.of(new Wanted.Access(port)), host),
              time,
              random);
      return datagram(knock.udp(), FwknopPacket.encode(message, key, random));
    }
  }

  private static Knock datagram(Port udp, byte[] packet) {
    return new Knock.Datagram(udp, new Payload(packet, 0, packet.length));
  }

  private static void refuse(boolean impossible, String why) throws BadValue {
    if (impossible) {
      throw new BadValue(why);
    }
  }
}
