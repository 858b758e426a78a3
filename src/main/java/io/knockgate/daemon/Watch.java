package io.knockgate.daemon;

import io.knockgate.access.Verdict;
import io.knockgate.capture.Ear;
import io.knockgate.capture.Echoes;
import io.knockgate.knock.KnockMethod;
import io.knockgate.knock.Recognition;
import io.knockgate.packet.Decoded;
import io.knockgate.packet.Heard;
import io.knockgate.packet.Packet;
import io.knockgate.packet.PacketDecoder;
import io.knockgate.time.WallClock;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// A knock's journey, from a frame that a capture heard to a verdict. One thread runs it; captures
/// hand frames over from theirs through a bounded queue that drops when it is full.
final class Watch implements Ear, Runnable {
  /// Frames that may wait. At 400,000 a second they are 40 ms of traffic; each is a few hundred
  /// bytes.
  private static final int QUEUE = 16_384;

  /// Takes verdicts; returns at once.
  interface Verdicts {
    /// Takes one.
    ///
    /// @param inForce whether the rules that it was judged by are still those in force
    void take(Verdict verdict, BooleanSupplier inForce);
  }

  private final BlockingQueue<Heard> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Echoes echoes;
  private final Supplier<Rules> rules;
  private final WallClock clock;
  private final Verdicts verdicts;
  private final Turnstile turnstile;
  private final WatchCounters counters = new WatchCounters();

  /// @param rules those in force when it is asked
  Watch(Echoes echoes, Supplier<Rules> rules, WallClock clock, Verdicts verdicts) {
    this.echoes = echoes;
    this.rules = rules;
    this.clock = clock;
    this.verdicts = verdicts;
    this.turnstile =
        new Turnstile(new SplittableRandom(), done -> act(done.recognition(), done.nanos()));
  }

  @Override
  public void hear(Heard heard) {
    if (!queue.offer(heard)) {
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

  private void consider(Heard heard) {
    switch (PacketDecoder.decode(heard)) {
      case Packet packet when echoes.isNew(packet) -> consider(packet);
      case Packet _, Decoded.NotForUs _ -> {}
      case Decoded.Malformed _ -> counters.malformed.increment();
    }
  }

  private void consider(Packet packet) {
    for (var method : rules.get().methods()) {
      switch (method.consider(packet)) {
        case Recognition.Unfinished(var source, var rest) -> {
          Supplier<Recognition> whileInForce = () -> finish(method, rest);
          turnstile.enter(new Recognition.Unfinished(source, whileInForce), packet.nanos());
        }
        case Recognition told -> act(told, packet.nanos());
      }
    }
  }

  /// Keys that were taken out of the configuration meanwhile prove nobody.
  private Recognition finish(KnockMethod method, Supplier<Recognition> rest) {
    var recognition = rest.get();
    return rules.get().methods().contains(method) ? recognition : Recognition.UNHEARD;
  }

  private void act(Recognition recognition, long nanos) {
    switch (recognition) {
      case Recognition.Complete(var claims) -> {
        counters.complete.increment();
        var by = rules.get();
        verdicts.take(by.gatekeeper().judge(claims, clock.at(nanos)), () -> by.equals(rules.get()));
      }
      case Recognition.Refused(var claim, var reason) -> {
        counters.complete.increment();
        verdicts.take(new Verdict.Refused(claim, reason), () -> true);
      }
      case Recognition.Spoiled _ -> counters.spoiled.increment();
      case Recognition.Progress _, Recognition.Unheard _, Recognition.Unfinished _ -> {}
    }
  }

  /// Where knocks wait whose recognition takes public-key work; it needs a thread of its own.
  Turnstile turnstile() {
    return turnstile;
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
