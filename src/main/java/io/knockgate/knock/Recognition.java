package io.knockgate.knock;

import io.knockgate.net.Address;
import java.util.List;
import java.util.function.Supplier;

/// What a method made of one packet.
public sealed interface Recognition {
  /// Nothing of interest. The answer to almost every packet; a shared instance, so that it costs
  /// nothing.
  Recognition UNHEARD = new Unheard();

  /// The packet belongs to no knock of this method.
  record Unheard() implements Recognition {}

  /// A knock came one step further.
  ///
  /// @param knock its name
  /// @param heard how many of its packets have come
  /// @param of how many it has
  record Progress(String knock, int heard, int of) implements Recognition {}

  /// A knock that had begun is lost.
  ///
  /// @param knock its name
  /// @param heard how many of its packets had come
  /// @param of how many it has
  /// @param why in the operator's words
  record Spoiled(String knock, int heard, int of, String why) implements Recognition {}

  /// A knock is complete.
  ///
  /// @param claims what it claims, all of it or nothing: at least one, of one knock, client, source
  ///     and mark
  record Complete(List<Claim> claims) implements Recognition {
    public Complete {
      claims = List.copyOf(claims);
    }

    /// A knock that claims one thing.
    public Complete(Claim claim) {
      this(List.of(claim));
    }
  }

  /// The packet has passed every check that costs little; what is left takes public-key work, which
  /// is rationed.
  ///
  /// @param source who is charged for it
  /// @param rest does the work and says what came of it, never [Unfinished]; to be called once, by
  ///     one thread at a time, which need not be the one that calls [KnockMethod#consider(Packet)]
  record Unfinished(Address source, Supplier<Recognition> rest) implements Recognition {}

  /// A knock is complete, but what it says forbids it: it names another address than its sender's,
  /// or it is of another time. Strangers can't bring this about, save with the prototype's cipher,
  /// once in 65,536 packets.
  ///
  /// @param claim what it would have been
  /// @param reason in the operator's words, for the journal
  record Refused(Claim claim, String reason) implements Recognition {}
}
