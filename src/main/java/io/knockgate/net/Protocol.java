package io.knockgate.net;

/// A transport protocol that a port belongs to.
public enum Protocol {
  TCP(6, "tcp"),
  UDP(17, "udp");

  private final int number;
  private final String word;

  Protocol(int number, String word) {
    this.number = number;
    this.word = word;
  }

  /// The protocol's number in an IP header (IANA "Assigned Internet Protocol Numbers").
  public int number() {
    return number;
  }

  /// The protocol as the operator writes it: `tcp` or `udp`.
  @Override
  public String toString() {
    return word;
  }
}
