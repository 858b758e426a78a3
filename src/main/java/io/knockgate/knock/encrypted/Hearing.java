package io.knockgate.knock.encrypted;

import io.knockgate.knock.Admit;
import io.knockgate.knock.Claim;
import io.knockgate.knock.Recognition;
import io.knockgate.knock.Recognition.Complete;
import io.knockgate.knock.Recognition.Progress;
import io.knockgate.knock.Recognition.Refused;
import io.knockgate.knock.Recognition.Spoiled;
import io.knockgate.knock.Wish;
import io.knockgate.net.Address;
import io.knockgate.packet.Packet;
import io.knockgate.replay.Mark;
import io.knockgate.time.WallClock;
import org.jspecify.annotations.Nullable;

/// What a source's last packets mean to one knock. All answers that strangers can bring about are
/// made beforehand.
final class Hearing {
  private final EncryptedKnock knock;
  private final int length;
  private final long withinMillis;
  private final Progress[] progress;
  private final Spoiled late;
  private final Spoiled noise;
  private final byte[] bytes = new byte[Cipher.LONGEST];

  Hearing(EncryptedKnock knock) {
    this.knock = knock;
    this.length = knock.cipher().length();
    this.withinMillis = knock.within().toMillis();
    this.progress = new Progress[length];
    for (int heard = 0; heard < length; heard++) {
      progress[heard] = new Progress(knock.name(), heard, length);
    }
    this.late = new Spoiled(knock.name(), length, length, "it takes too long");
    this.noise =
        new Spoiled(
            knock.name(),
            length,
            length,
            "the last %d ports say nothing: %s".formatted(length, knock.cipher().whyNot()));
  }

  Recognition judge(Recent recent, Packet packet, WallClock clock) {
    if (recent.count() < length) {
      return progress[recent.count()];
    }
    if (recent.duration(length) > withinMillis) {
      return late;
    }
    recent.spell(bytes, length, knock.ports().first());
    return switch (knock.cipher().open(knock.name(), bytes, clock.at(packet.nanos()))) {
      case null -> noise;
      case Cipher.Opened.Stale(var text, var reason) ->
          new Refused(claim(text, packet.source(), null), reason);
      case Cipher.Opened.Fresh(var text, var mark) -> admit(text, packet.source(), mark);
    };
  }

  private Recognition admit(Plaintext text, Address sender, Mark mark) {
    var claim = claim(text, sender, mark);
    return knock.admit() == Admit.NAMED || claim.source().equals(sender)
        ? new Complete(claim)
        : new Refused(
            claim,
            "it came from %s and names another address; `admit: named` would allow that"
                .formatted(sender));
  }

  private Claim claim(Plaintext text, Address sender, @Nullable Mark mark) {
    return new Claim(
        knock.name(),
        Claim.ANONYMOUS,
        text.close() ? new Wish.Close(knock.action()) : new Wish.Open(knock.action()),
        text.source().equals(Plaintext.SENDER) ? sender : text.source(),
        text.ask(),
        mark,
        sender,
        null);
  }
}
