package io.knockgate.knock.sequence;

/// How many strays an attempt may meet: packets of its source that begin nothing, that no attempt
/// waits for or has heard the port of, and that are for no port of a written sequence. It makes the
/// difference between a knock that somebody interferes with and a scan that stumbles over the right
/// ports.
///
/// The arithmetic. A scan sends to N ports in random order and has hit the first of a sequence's k.
/// If the attempt may meet s strays, the other k-1 must be among the next s+k-1 packets, in order:
/// there are C(s+k-1, k-1) ways to choose where, and each has the odds 1 / N^(k-1). So with m
/// sequences, s is the greatest number, up to [#MOST], for which
///
///     m · C(s+k-1, k-1) ≤ N^(k-1) / 100,000
///
/// and N is what is watched, but at most [#FAVOURITES]: scanners have ports that they try first,
/// and operators choose among the same. With everything watched and five sequences that is 43
/// strays for four ports and 63 for five; with 100 watched ports it is none and 5. Who scans all
/// 65,535 ports has odds of 3 in 10^10 for four ports and 2 in 10^13 for five. Who happens to scan
/// just 100 ports and the right ones, which nobody can tell from interference while all are
/// watched, has 1 in 60 for four and 1 in 130 for five.
///
/// A scan is fast and interference with one client is slow, so no more than [#AT_ONCE] strays may
/// come at once and then one every 5 ms. For a scan of more than a thousand packets a second, s is
/// 7: the odds for four of 1,000 ports are 1 in 8 million.
///
/// For a dynamic sequence k is the number of ports before the digits.
final class Odds {
  /// More ports than scanners have favourites; nmap's are 1,000.
  static final int FAVOURITES = 2000;

  /// Strays that may come in one instant.
  static final int AT_ONCE = 6;

  /// Nanoseconds until one more may come.
  static final long PACE = 5_000_000L;

  /// The most strays that any attempt may meet: 20 a second for two seconds, and some.
  static final int MOST = 63;

  /// The odds of a scan are at most one in so many.
  private static final int ODDS = 100_000;

  private final int[] strays = new int[Sequence.MOST + 1];

  /// @param sequences how many there are
  /// @param watched how many ports are watched
  Odds(int sequences, int watched) {
    for (int ports = 1; ports < strays.length; ports++) {
      strays[ports] =
          strays(ports, Math.pow(Math.min(watched, FAVOURITES), ports - 1) / sequences / ODDS);
    }
  }

  private static int strays(int ports, double most) {
    int strays = 0;
    double ways = ports; // C(strays + ports, ports - 1), for one stray more
    while (strays < MOST && ways <= most) {
      strays++;
      ways = ways * (strays + ports) / (strays + 1);
    }
    return strays;
  }

  /// How many strays an attempt at that sequence may meet.
  ///
  /// @param nanos how long it has been under way
  int strays(Sequence sequence, long nanos) {
    return (int) Math.min(strays[sequence.ports().size()], AT_ONCE + Math.max(0, nanos) / PACE);
  }
}
