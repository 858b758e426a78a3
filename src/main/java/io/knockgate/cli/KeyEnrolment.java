package io.knockgate.cli;

import io.knockgate.action.Action;
import io.knockgate.config.ClientEntry;
import io.knockgate.config.KnockSetting;
import io.knockgate.config.Settings;
import io.knockgate.invite.Invitation;
import io.knockgate.keys.Keys;
import io.knockgate.knock.spa.GatewayKey;
import io.knockgate.net.BadValue;
import io.knockgate.net.Port;
import io.knockgate.net.Protocol;
import io.knockgate.secret.SecretException;
import io.knockgate.ssh.SshKey;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Consumer;

/// A client with an SSH key: it is invited.
final class KeyEnrolment implements Enrolment {
  private final Settings settings;
  private final ClientEntry.Terms terms;
  private final KnockSetting.Spa knock;
  private final String host;
  private final String line;
  private final Consumer<String> warnings;

  /// @param host the gateway's
  /// @param line the public key, as in authorized_keys
  /// @param warnings takes a line each
  KeyEnrolment(
      Settings settings,
      ClientEntry.Terms terms,
      String host,
      String line,
      Consumer<String> warnings)
      throws BadValue, Failure {
    SshKey.parse(line);
    this.settings = settings;
    this.terms = terms;
    this.knock = Enrolment.first(settings, KnockSetting.Spa.class, "signed: {spa: {udp: 62201}}");
    this.host = host;
    this.line = line;
    this.warnings = warnings;
  }

  @Override
  public ClientEntry.Proof proof() {
    return new ClientEntry.Key(line);
  }

  /// The gateway's key is made, if there is none yet.
  @Override
  public Handout prepare() throws SecretException {
    var keys = new Keys(System.getenv());
    if (!keys.hasGateway(settings.state(), knock.key())
        && settings.keys().values().stream().anyMatch(its -> !its.ssh().isEmpty())) {
      warnings.accept(
          "warning: there was no key of this gateway in %s, so a new one is made: clients that joined before must join again"
              .formatted(settings.state()));
    }
    var gateway = keys.gateway(settings.state(), knock.key()).publicKey();
    var invitation = new Invitation(Invitation.nameOf(host), file(gateway));
    var text = new ArrayList<String>();
    text.add("On %s's machine:".formatted(terms.name()));
    text.add("");
    text.add("  knockgate client join '" + invitation.token() + "'");
    text.add("");
    text.add("which is this, in ~/.config/knockgate/%s.yaml:".formatted(invitation.name()));
    text.addAll(Enrolment.indented(invitation.file()));
    door()
        .ifPresent(
            door -> {
              text.add("and for ~/.ssh/config:");
              text.addAll(Enrolment.indented(Invitation.sshConfig(invitation.name(), host, door)));
            });
    return new Handout(text, invitation.token(), invitation.file());
  }

  /// The gateway's key is not this client's alone.
  @Override
  public void undo() {}

  private String file(GatewayKey gateway) {
    var may = terms.may();
    var others = String.join(", ", may.subList(1, may.size()));
    return "# %s at %s\n".formatted(terms.name(), host)
        + "host: %s\n".formatted(quoted(host))
        + "spa: {udp: %d, gateway: \"%s\"}\n".formatted(knock.udp().number(), gateway)
        + "key: %s\n".formatted(quoted(line))
        + (others.isEmpty()
            ? ""
            : "action: %s   # or %s\n".formatted(quoted(may.getFirst()), others))
        + door().map("door: %s\n"::formatted).orElse("");
  }

  /// The TCP port that the usual action opens.
  private Optional<Port> door() {
    return Optional.ofNullable(settings.actions().get(terms.may().getFirst()))
        .flatMap(Action::door)
        .filter(port -> port.protocol() == Protocol.TCP);
  }

  private static String quoted(String value) {
    return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
