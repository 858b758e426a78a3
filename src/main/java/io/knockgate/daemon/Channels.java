package io.knockgate.daemon;

import io.knockgate.config.ChannelSetting;
import io.knockgate.config.Settings;
import io.knockgate.job.Worker;
import io.knockgate.net.BadValue;
import io.knockgate.notify.Addressee;
import io.knockgate.notify.Channel;
import io.knockgate.notify.exec.CommandChannel;
import io.knockgate.notify.http.Ntfy;
import io.knockgate.notify.http.Webhook;
import io.knockgate.secret.Secret;
import io.knockgate.secret.SecretException;
import io.knockgate.secret.SecretReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The channels that the operator wrote, as what tells people.
final class Channels {
  private final Map<String, String> environment;
  private final Worker worker;

  private Channels(Map<String, String> environment, Worker worker) {
    this.environment = environment;
    this.worker = worker;
  }

  /// Who can be told.
  ///
  /// @param environment where systemd names its directory of credentials
  /// @param worker runs the commands of channels
  /// @throws SecretException where a channel's secret can't be had or does not fit; names the
  ///     channel
  static List<Addressee> of(Settings settings, Map<String, String> environment, Worker worker)
      throws SecretException {
    var channels = new Channels(environment, worker);
    var all = new ArrayList<Addressee>();
    for (var entry : settings.channels().entrySet()) {
      var name = entry.getKey();
      try {
        all.add(new Addressee(name, entry.getValue().on(), channels.channel(entry.getValue())));
      } catch (SecretException refused) {
        throw new SecretException("channel %s: %s".formatted(name, refused.getMessage()));
      }
    }
    return all;
  }

  private Channel channel(ChannelSetting setting) throws SecretException {
    return switch (setting) {
      case ChannelSetting.Ntfy(var topic, var token, _) ->
          token == null ? Ntfy.open(topic) : made(token, secret -> Ntfy.withToken(topic, secret));
      case ChannelSetting.Webhook(var address, var reference, _) ->
          made(reference, secret -> Webhook.of(address, secret));
      case ChannelSetting.Command(var words, _) -> new CommandChannel(words, worker);
    };
  }

  /// A channel of a secret, which may turn out to be none of its kind.
  private interface OfSecret {
    Channel with(Secret secret) throws BadValue;
  }

  private Channel made(SecretReference reference, OfSecret channel) throws SecretException {
    try {
      return channel.with(reference.read(environment));
    } catch (BadValue unfit) {
      throw new SecretException(reference + ": " + unfit.getMessage());
    }
  }
}
