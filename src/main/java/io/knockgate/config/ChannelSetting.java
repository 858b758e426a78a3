package io.knockgate.config;

import io.knockgate.notify.CommandWord;
import io.knockgate.notify.Occasion;
import io.knockgate.notify.WebAddress;
import io.knockgate.secret.SecretReference;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A way to tell people, as it is written under `notify:`.
public sealed interface ChannelSetting {
  /// What it is told of; not empty.
  Set<Occasion> on();

  /// `ntfy: https://ntfy.sh/my-topic`
  ///
  /// @param token where the access token is kept; null for a topic that anybody may write to
  record Ntfy(WebAddress topic, @Nullable SecretReference token, Set<Occasion> on)
      implements ChannelSetting {
    public Ntfy {
      on = Set.copyOf(on);
    }
  }

  /// `webhook: https://hooks.example.com/knock`
  ///
  /// @param secret where the key is kept that messages are signed with
  record Webhook(WebAddress address, SecretReference secret, Set<Occasion> on)
      implements ChannelSetting {
    public Webhook {
      on = Set.copyOf(on);
    }
  }

  /// `command: [/usr/local/bin/mail-me, "{event}"]`
  ///
  /// @param words the program, by its absolute path, and its arguments
  record Command(List<CommandWord> words, Set<Occasion> on) implements ChannelSetting {
    public Command {
      words = List.copyOf(words);
      on = Set.copyOf(on);
    }
  }
}
