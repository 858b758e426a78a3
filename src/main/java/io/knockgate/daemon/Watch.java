package io.knockgate.daemon;

import io.knockgate.access.Gatekeeper;
import io.knockgate.access.Verdict;
import io.knockgate.capture.Ear;
import io.knockgate.capture.Echoes;
import io.knockgate.knock.KnockMethod;
import io.knockgate.knock.Recognition;
import io.knockgate.packet.Decoded;
import io.knockgate.packet.Frame;
import io.knockgate.packet.Packet;
import io.knockgate.packet.PacketDecoder;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/// A knock's journey, from a frame that a capture heard to a verdict. One thread runs it; captures
/// hand frames over from theirs through a bounded queue that drops when it is full.
final class Watch implements Ear, Runnable {
  /// Frames that may wait. At 400,000 a second they are 40 ms of traffic; each is a few hundred
  /// bytes.
  private static final int QUEUE = 16_384;

  private final BlockingQueue<Frame> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Echoes echoes;
  private final List<KnockMethod> methods;
  private final Gatekeeper gatekeeper;
  private final Consumer<Verdict> verdicts;
  private final WatchCounters counters = new WatchCounters();

  Watch(
      Echoes echoes, List<KnockMethod> methods, Gatekeeper gatekeeper, Consumer<Verdict> verdicts) {
    this.echoes = echoes;
    this.methods = List.copyOf(methods);
    this.gatekeeper = gatekeeper;
    this.verdicts = verdicts;
  }

  @Override
  public void hear(Frame frame) {
    if (!queue.offer(frame)) {
      counters.dropped.increment();
    }
  }

  /// Works until its thread is interrupted.
  @Override
  public void run() {
    try {
      while (true) {
        consider(queue.take());
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    }
  }

  private void consider(Frame frame) {
    switch (PacketDecoder.decode(frame)) {
      case Packet packet when echoes.isNew(packet) -> consider(packet);
      case Packet _, Decoded.NotForUs _ -> {}
      case Decoded.Malformed _ -> counters.malformed.increment();
    }
  }

  private void consider(Packet packet) {
    for (var method : methods) {
      switch (method.consider(packet)) {
        case Recognition.Complete(var claim) -> {
          counters.complete.increment();
          verdicts.accept(gatekeeper.judge(claim));
        }
        case Recognition.Spoiled _ -> counters.spoiled.increment();
        case Recognition.Progress _, Recognition.Unheard _ -> {}
      }
    }
  }

  WatchCounters counters() {
    return counters;
  }

  /// What strangers send is counted, never logged.
  static final class WatchCounters {
    final LongAdder dropped = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder spoiled = new LongAdder();
    final LongAdder complete = new LongAdder();
  }
}
