package io.knockgate.invite;

import io.knockgate.knock.fwknop.Wanted;
import io.knockgate.net.Port;
import org.jspecify.annotations.Nullable;

/// What a client of fwknop asks for, in that program's words (fwknop(8)).
///
/// @param wanted what the gateway takes it for
/// @param door the port that is opened for it; null where none is
public record Asking(Wanted wanted, @Nullable Port door) {
  /// Lines of a stanza of ~/.fwknoprc; empty where only the command line can say it.
  String variables() {
    return switch (wanted) {
      case Wanted.Access(var port) -> "ACCESS %s\n".formatted(port);
      case Wanted.Nat(var outside, var host, int port) ->
          "ACCESS %s\nNAT_ACCESS %s:%d\n".formatted(outside(outside, port), host, port);
      case Wanted.LocalNat(var outside, int port) ->
          "ACCESS tcp/%d\nNAT_LOCAL Y\n%s"
              .formatted(port, outside == null ? "" : "NAT_PORT %d\n".formatted(outside.number()));
      case Wanted.Command _ -> "";
    };
  }

  /// The options of the command line, for a shell.
  public String options() {
    return switch (wanted) {
      case Wanted.Access(var port) -> "-A " + port;
      case Wanted.Nat(var outside, var host, int port) ->
          "-A %s -N %s:%d".formatted(outside(outside, port), host, port);
      case Wanted.LocalNat(var outside, int port) ->
          "-A tcp/%d --nat-local%s"
              .formatted(port, outside == null ? "" : " --nat-port " + outside.number());
      case Wanted.Command(var text) -> "-C '%s'".formatted(text.replace("'", "'\\''"));
    };
  }

  /// The outside port that a packet names where the operator leaves it open: the one that opens, so
  /// that the person reads where to connect.
  private Port outside(@Nullable Port named, int inside) {
    return named != null ? named : door != null ? door : Port.tcp(inside);
  }
}
