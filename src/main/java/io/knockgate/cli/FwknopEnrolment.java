package io.knockgate.cli;

import io.knockgate.action.Action;
import io.knockgate.config.ClientEntry;
import io.knockgate.config.KnockSetting;
import io.knockgate.config.Settings;
import io.knockgate.invite.Asking;
import io.knockgate.invite.Fwknoprc;
import io.knockgate.invite.Invitation;
import io.knockgate.keys.SecretFile;
import io.knockgate.knock.fwknop.Wanted;
import io.knockgate.net.BadValue;
import io.knockgate.secret.Secret;
import io.knockgate.secret.SecretException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// A client of fwknop: it gets two new keys.
final class FwknopEnrolment implements Enrolment {
  /// What a packet can ask for that the client may have.
  ///
  /// @param action what it stands for
  private record Choice(String action, Asking asking) {}

  private final ClientEntry.Terms terms;
  private final KnockSetting.Fwknop knock;
  private final String host;
  private final SecretFile key;
  private final SecretFile hmacKey;
  private final List<Choice> choices;
  private final List<SecretFile> made = new ArrayList<>();

  /// @param host the gateway's
  FwknopEnrolment(Settings settings, ClientEntry.Terms terms, String host)
      throws BadValue, Failure {
    this.terms = terms;
    this.knock =
        Enrolment.first(
            settings,
            KnockSetting.Fwknop.class,
            "phones: {fwknop: {udp: 62202, actions: {tcp/22: open-ssh}}}");
    this.host = host;
    this.key = new SecretFile(settings.state(), terms.name() + ".fwknop-key");
    this.hmacKey = new SecretFile(settings.state(), terms.name() + ".fwknop-hmac-key");
    this.choices = choices(settings);
    if (host.indexOf(':') >= 0) {
      throw new BadValue(
          "fwknop's own client sends over IPv4 alone, and %s is IPv6: say --host with a name or an IPv4 address"
              .formatted(host));
    }
    if (choices.isEmpty()) {
      throw new BadValue(
          "no packet of fwknop stands for %s: name one under `actions:` of the knock, such as tcp/22"
              .formatted(String.join(" or ", terms.may())));
    }
  }

  /// The usual action first, and of its packets the plain one.
  private List<Choice> choices(Settings settings) {
    return knock.actions().entrySet().stream()
        .filter(entry -> terms.may().contains(entry.getValue()))
        .map(
            entry ->
                new Choice(
                    entry.getValue(),
                    new Asking(
                        entry.getKey(),
                        Optional.ofNullable(settings.actions().get(entry.getValue()))
                            .flatMap(Action::door)
                            .orElse(null))))
        .sorted(
            Comparator.comparingInt((Choice choice) -> terms.may().indexOf(choice.action()))
                .thenComparing(choice -> !(choice.asking().wanted() instanceof Wanted.Access))
                .thenComparing(choice -> choice.asking().wanted().toString()))
        .toList();
  }

  @Override
  public ClientEntry.Proof proof() {
    return new ClientEntry.Fwknop(key.reference(), hmacKey.reference());
  }

  @Override
  public Handout prepare() throws BadValue, SecretException {
    var keys = Fwknoprc.generate(new SecureRandom());
    make(key, keys.key());
    make(hmacKey, keys.hmacKey());

    var name = Invitation.nameOf(host);
    var only = choices.size() == 1 ? choices.getFirst().asking() : null;
    var stanza = keys.stanza(name, host, knock.udp().number(), only);
    var text = new ArrayList<String>();
    text.add("For %s's ~/.fwknoprc (both keys are secret):".formatted(terms.name()));
    text.addAll(Enrolment.indented(stanza));
    text.add("and then:");
    text.add("");
    choices.forEach(choice -> text.add("  " + command(name, choice)));
    return new Handout(text, keys.forPhones(), stanza);
  }

  /// A key that is there may be somebody's.
  private void make(SecretFile file, Secret secret) throws BadValue, SecretException {
    if (!file.make(secret)) {
      throw new BadValue(
          "%s is there already: delete it if no client uses it".formatted(file.reference()));
    }
    made.add(file);
  }

  /// Says all of it, also what the stanza says where there is only one.
  private static String command(String name, Choice choice) {
    var door = choice.asking().door();
    return "fwknop -n %s %s   # %s%s"
        .formatted(
            name,
            choice.asking().options(),
            choice.action(),
            door == null ? "" : ", which opens " + door);
  }

  @Override
  public void undo() throws SecretException {
    for (var file : made) {
      file.remove();
    }
    made.clear();
  }
}
