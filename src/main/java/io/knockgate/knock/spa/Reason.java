package io.knockgate.knock.spa;

import io.knockgate.knock.Tally;

/// Why a packet was refused without a word: it proved nobody.
enum Reason implements Tally.Reason {
  LENGTH("no packet has that length"),
  /// Noise, scans, knocks for another gateway.
  DOORBELL("its sender does not know this gateway's public key"),
  SEEN("the same packet came before"),
  UNOPENED("it was not sealed for this gateway, or changed on its way"),
  VERSION("it is of another version"),
  MALFORMED("what was sealed is no message and signature"),
  UNKNOWN_KEY("no client has the key that it names"),
  SIGNATURE("its signature is not of the key that it names");

  private final String words;

  Reason(String words) {
    this.words = words;
  }

  @Override
  public String words() {
    return words;
  }
}
