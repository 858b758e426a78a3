package io.knockgate.config;

import io.knockgate.knock.fwknop.Wanted;
import io.knockgate.knock.spa.GatewayKey;
import io.knockgate.net.Port;
import io.knockgate.ssh.SshKey;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a client knocks: on the ports that both ends know, or with a single packet.
public sealed interface ClientKnock permits KnockForm, ClientKnock.Spa, ClientKnock.Fwknop {
  /// `spa`: one datagram, sealed for the gateway and signed.
  ///
  /// @param udp the port that it is sent to
  /// @param gateway whom it is sealed for
  /// @param identity who signs it
  /// @param action what it asks for; null where the file leaves that to the command line
  record Spa(Port udp, GatewayKey gateway, Identity identity, @Nullable String action)
      implements ClientKnock {}

  /// `fwknop`: one datagram, as fwknop's own client sends it.
  ///
  /// @param udp the port that it is sent to
  /// @param keys what both ends know
  /// @param wants what it asks for: one or more [Wanted.Access], or one of another kind
  record Fwknop(Port udp, ClientKeys.Fwknop keys, List<Wanted> wants) implements ClientKnock {
    public Fwknop {
      wants = List.copyOf(wants);
    }
  }

  /// Where the private key is that signs.
  sealed interface Identity {}

  /// `key`: the public key, whose private half an agent has, or a file of `~/.ssh`.
  record PublicKey(SshKey key) implements Identity {}

  /// `identity`: the key's file, as IdentityFile of ssh_config names it.
  ///
  /// @param file absolute
  record KeyFile(Path file) implements Identity {}
}
