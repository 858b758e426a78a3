package io.knockgate.knock;

import io.knockgate.net.Port;
import io.knockgate.packet.Screen;
import java.util.Map;

/// A way to knock with one packet, at a UDP port of its own.
public interface PacketMethod extends KnockMethod {
  /// The knock's name under `knocks:`.
  String name();

  /// The UDP port that its packets come to; no other method has it.
  Port port();

  /// A new screen of its packets, for one capture. What it refuses is counted.
  Screen screen();

  /// Does what the first knock will need some times, on packets of its own, so that the virtual
  /// machine has compiled it when the first knock comes. Changes nothing else; any thread may call
  /// it.
  void rehearse();

  /// How many packets were refused without a word, by reason, since the start: `doorbell`, 12. The
  /// reasons are a fixed set. Any thread may ask.
  Map<String, Long> refused();

  /// What each reason of [#refused()] says, in the operator's words.
  Map<String, String> reasons();

  /// Takes the place of another one of this kind: [#refused()] counts on from there, together with
  /// what the other one still refuses. Of another kind it takes nothing.
  void succeed(PacketMethod before);
}
