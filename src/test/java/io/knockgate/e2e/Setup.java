package io.knockgate.e2e;

/// Configurations that several tests use.
final class Setup {
  static final String[] KNOCK_NAS = {"2033", "3022", "6712", "4998", "4113"};
  static final String[] KNOCK_SHUT = {"4113", "4998", "6712", "3022"};
  static final String[] KNOCK_SSH = {"8442", "5120:udp", "3971", "7206"};
  static final String[] KNOCK_OTHER = {"9301", "2210", "7745", "5008"};

  /// The knocks above; `wan` is the lab's.
  static final String CONFIG =
      """
      gateway:
        wan: [wan]
        guard: [tcp/22, tcp/443]
        closed: %s
      knocks:
        nas:
          sequence: [2033, 3022, 6712, 4998, 4113]
          action: ssh-to-nas
        nas-shut:
          sequence: [4113, 4998, 6712, 3022]
          close: ssh-to-nas
        ssh:
          sequence: [8442, udp/5120, 3971, 7206]
          action: open-ssh
        other:
          sequence: [9301, 2210, 7745, 5008]
          action: ssh-to-other
        backup:
          sequence: [61001, 33002, 47003, 29004]
          action: backup
      """;

  private Setup() {}

  /// The actions of [#CONFIG].
  ///
  /// @param time how long doors stay open
  static String[] actions(String time, String atClose) {
    return new String[] {
      "ssh-to-nas",
      """
      forward: {port: tcp/2222, to: ["10.20.0.5:22", "[fd00:20::5]:22"]}
      for: %s
      at-close: %s
      """
          .formatted(time, atClose),
      "open-ssh",
      "open: {port: tcp/22}\nfor: %s\nat-close: %s\n".formatted(time, atClose),
      "ssh-to-other",
      "forward: {port: tcp/2222, to: 10.20.0.6:22}\nfor: %s\n".formatted(time),
      "backup",
      "run: {command: [/bin/echo, backed, up, for, \"{source}\"], timeout: 1m}\n"
    };
  }
}
