package io.knockgate.knock;

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
  record Complete(Claim claim) implements Recognition {}
}
