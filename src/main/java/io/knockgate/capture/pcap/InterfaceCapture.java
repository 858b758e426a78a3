package io.knockgate.capture.pcap;

import io.knockgate.capture.Capture;
import io.knockgate.capture.CaptureException;
import io.knockgate.capture.CaptureReport;
import io.knockgate.capture.Ear;
import io.knockgate.capture.Tuning;
import io.knockgate.linux.InterfaceState;
import io.knockgate.linux.LinkNews;
import io.knockgate.linux.LinuxException;
import io.knockgate.linux.Pcap;
import io.knockgate.packet.Frame;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears what arrives on the interface of a name, whichever that is at the time: one that is absent
/// or down is waited for, one that loses the name is let go, and changed addresses are heard on,
/// all within milliseconds of the kernel's telling.
public final class InterfaceCapture implements Capture {
  private static final Logger LOG = LoggerFactory.getLogger(InterfaceCapture.class);

  /// Room for the headers of every packet that the filter lets through.
  private static final int HEADERS = 256;

  /// Some 25,000 of [#HEADERS]: as many as come in 60 ms of a flood at 400,000 a second.
  private static final int HEADERS_BUFFER = 8 * 1024 * 1024;

  /// Room for a whole datagram of the usual link, 1,500 bytes with its headers.
  private static final int WHOLE = 1600;

  /// Some 16,000 of [#WHOLE], because libpcap's places are all of one size: 40 ms of such a flood.
  private static final int WHOLE_BUFFER = 32 * 1024 * 1024;

  /// Whatever the kernel tells, in case that something is not told.
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  /// In a flood, so that asking for news costs nothing.
  private static final Duration ASK_AGAIN = Duration.ofMillis(1);

  private final int number;
  private final String name;
  private final byte[] packet = new byte[WHOLE];
  private final CountDownLatch closed = new CountDownLatch(1);
  private final LongAdder heard = new LongAdder();
  private final LongAdder lost = new LongAdder();

  private volatile Tuning tuning;

  /// Why nothing would be heard now; empty while something would.
  private volatile String obstacle = "not listening yet";

  /// @param number this capture's place in the configuration, from 0
  /// @param name the interface's name
  /// @param tuning of which it needs all but the interfaces
  public InterfaceCapture(int number, String name, Tuning tuning) {
    this.number = number;
    this.name = name;
    this.tuning = tuning;
  }

  @Override
  public void open() throws CaptureException {
    try {
      Pcap.require();
    } catch (LinuxException refused) {
      throw new CaptureException("interface " + name + ": " + refused.getMessage());
    }
  }

  @Override
  public void listen(Ear ear) {
    try (var news = LinkNews.open()) {
      while (!isClosed()) {
        hearIfPossible(ear, news);
        if (!obstacle.isEmpty()) {
          news.await();
        }
      }
      obstacle = "closed";
    } catch (LinuxException refused) {
      obstacle = "interface " + name + ": " + refused.getMessage();
    }
  }

  @Override
  public void tune(Tuning tuning) {
    this.tuning = tuning;
  }

  @Override
  public CaptureReport report() {
    var why = obstacle;
    return new CaptureReport("interface " + name, why.isEmpty(), why, heard.sum(), lost.sum());
  }

  @Override
  public void close() {
    closed.countDown();
  }

  private void hearIfPossible(Ear ear, LinkNews news) {
    try {
      var state = InterfaceState.of(name);
      var why = obstacle(state);
      if (why.isEmpty()) {
        hear(state.orElseThrow(), ear, news);
      } else {
        obstacle = why;
      }
    } catch (LinuxException refused) {
      obstacle = "interface " + name + ": " + refused.getMessage();
    }
  }

  /// Hears until closed or until the interface must be opened anew or waited for.
  private void hear(InterfaceState state, Ear ear, LinkNews news) throws LinuxException {
    var wanted = tuning;
    try (var pcap = openDevice(wanted)) {
      pcap.wakeBy(news);
      var link = DataLink.of(pcap.dataLink());
      var known = state;
      pcap.filter(filter(wanted, known));
      obstacle = "";
      long looked = System.nanoTime();
      long asked = looked;
      while (!isClosed()) {
        boolean came = pcap.next();
        long now = System.nanoTime();
        if (came) {
          heard.increment();
          int length = pcap.copyTo(packet);
          if (wanted.screens().passes(packet, length, link)) {
            ear.hear(new Frame(Arrays.copyOf(packet, length), link, now, number));
          }
        }
        var next = tuning;
        if (!wanted.equals(next)) {
          if (isWhole(wanted) != isWhole(next)) {
            return; // to be opened anew, with other room
          }
          wanted = next;
          pcap.filter(filter(wanted, known));
        }
        if (came && now - asked < ASK_AGAIN.toNanos()) {
          continue;
        }
        asked = now;
        if (!news.came() && now - looked < LOOK_AGAIN.toNanos()) {
          continue;
        }
        looked = now;
        lost.add(pcap.lostSinceAsked());
        var seen = look(known);
        obstacle = obstacle(seen);
        if (seen.isEmpty() || !obstacle.isEmpty() || seen.get().index() != known.index()) {
          return;
        }
        if (!seen.get().equals(known)) {
          known = seen.get();
          pcap.filter(filter(wanted, known));
        }
      }
    }
  }

  /// How the interface is now. Who can't look, for want of a descriptor say, hears on as before:
  /// an interface that is gone ends that by itself.
  private Optional<InterfaceState> look(InterfaceState known) {
    try {
      return InterfaceState.of(name);
    } catch (LinuxException refused) {
      LOG.debug("interface {} can't be looked at: {}", name, refused.getMessage());
      return Optional.of(known);
    }
  }

  private static String filter(Tuning wanted, InterfaceState state) {
    var ports = new HashSet<>(wanted.ports());
    ports.addAll(wanted.screens().ports());
    return Filter.of(wanted.watch(), ports, state.addresses());
  }

  /// Whether whole packets are needed, not their headers alone.
  private static boolean isWhole(Tuning wanted) {
    return !wanted.screens().ports().isEmpty();
  }

  private Pcap openDevice(Tuning wanted) throws LinuxException {
    return isWhole(wanted)
        ? Pcap.open(name, WHOLE, WHOLE_BUFFER)
        : Pcap.open(name, HEADERS, HEADERS_BUFFER);
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private String obstacle(Optional<InterfaceState> state) {
    if (state.isEmpty()) {
      return "waiting for interface " + name;
    }
    if (!state.get().up()) {
      return "waiting for interface " + name + " to come up";
    }
    return state.get().addresses().isEmpty() ? "waiting for an address on interface " + name : "";
  }
}
