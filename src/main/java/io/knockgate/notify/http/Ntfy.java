package io.knockgate.notify.http;

import io.knockgate.journal.Event;
import io.knockgate.net.BadValue;
import io.knockgate.notify.Channel;
import io.knockgate.notify.ChannelException;
import io.knockgate.notify.Message;
import io.knockgate.notify.Occasion;
import io.knockgate.notify.WebAddress;
import io.knockgate.secret.Secret;
import io.knockgate.time.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/// A topic of an ntfy server, which shows it on people's phones (docs.ntfy.sh, "Publishing").
public final class Ntfy implements Channel {
  /// Longer ones become attachments: 4,096 bytes, and no character has more than four.
  private static final int LONGEST = 1000;

  private final Post post;
  private final Optional<Secret> token;

  private Ntfy(Post post, Optional<Secret> token) {
    this.post = post;
    this.token = token;
  }

  /// A topic that everybody may write to.
  public static Ntfy open(WebAddress topic) {
    return new Ntfy(new Post(topic), Optional.empty());
  }

  /// A topic that takes messages with this access token.
  ///
  /// @throws BadValue where that can't be one; says nothing of it
  public static Ntfy withToken(WebAddress topic, Secret token) throws BadValue {
    if (!isToken(token)) {
      throw new BadValue("an access token of ntfy is one word of letters and digits");
    }
    return new Ntfy(new Post(topic), Optional.of(token));
  }

  /// A character that no header may have would be quoted by who refuses it.
  private static boolean isToken(Secret token) {
    for (byte c : token.revealed()) {
      if (c <= ' ' || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void tell(Message message) throws ChannelException {
    var headers = new TreeMap<String, String>();
    headers.put("Title", title(message));
    headers.put("Tags", tag(message.occasion()));
    headers.put("Priority", priority(message.occasion()));
    token.ifPresent(
        secret ->
            headers.put(
                "Authorization",
                "Bearer " + new String(secret.revealed(), StandardCharsets.US_ASCII)));
    post.send(headers, text(message.event()).getBytes(StandardCharsets.UTF_8));
  }

  private static String title(Message message) {
    return message.event().action()
        + switch (message.occasion()) {
          case OPENED -> " opened";
          case CLOSED -> " closed";
          case REFUSED -> " refused";
          case JOB_OK -> " done";
          case JOB_FAILED -> " failed";
        };
  }

  /// Shown as emojis (docs.ntfy.sh, "Emoji reference").
  private static String tag(Occasion occasion) {
    return switch (occasion) {
      case OPENED -> "unlock";
      case CLOSED -> "lock";
      case REFUSED -> "no_entry";
      case JOB_OK -> "white_check_mark";
      case JOB_FAILED -> "x";
    };
  }

  private static String priority(Occasion occasion) {
    return switch (occasion) {
      case OPENED, REFUSED -> "default";
      case CLOSED, JOB_OK -> "low";
      case JOB_FAILED -> "high";
    };
  }

  private static String text(Event event) {
    var parts = new ArrayList<String>(List.of(event.client() + " from " + event.source()));
    switch (event) {
      case Event.Granted granted -> parts.add("for " + Span.format(granted.time()));
      case Event.Job job when job.exit() != null -> parts.add("exit " + job.exit());
      case Event.Job _, Event.Refused _, Event.Closed _, Event.Notice _ -> {}
    }
    if (!event.reason().isEmpty()) {
      parts.add(event.reason());
    }
    var text = String.join(", ", parts);
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
  }
}
