package io.knockgate.notify.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.knockgate.job.exec.ExecWorker;
import io.knockgate.journal.EventJson;
import io.knockgate.net.BadValue;
import io.knockgate.notify.ChannelException;
import io.knockgate.notify.CommandWord;
import io.knockgate.notify.Message;
import io.knockgate.notify.Told;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandChannelTest {
  @TempDir private Path directory;

  private void tell(Message message, String... words) throws BadValue, ChannelException {
    var command = new ArrayList<CommandWord>();
    for (var word : words) {
      command.add(CommandWord.parse(word));
    }
    try (var worker = new ExecWorker(directory)) {
      new CommandChannel(command, worker).tell(message);
    }
  }

  private String script(String text) throws Exception {
    return Files.writeString(directory.resolve("script"), text).toString();
  }

  @Test
  void aCommandGetsItsWordsItsEnvironmentAndNoInput() throws Exception {
    var out = directory.resolve("out");
    var script =
        script(
            "printf '%s\\n' \"$@\" \"$KNOCKGATE_EVENT\" \"$KNOCKGATE_REASON\" \"$(cat)\""
                + " \"$KNOCKGATE_JSON\" >"
                + out);
    var event = Told.refused("ssh", "$(touch /x); \"no\"");

    tell(
        Told.message(event),
        "/bin/sh",
        script,
        "{event}",
        "{action}",
        "{client}",
        "{source}",
        "{reason}",
        "a b");

    assertThat(Files.readAllLines(out))
        .containsExactly(
            "refused",
            "ssh",
            "alice",
            "203.0.113.9",
            "$(touch /x); \"no\"",
            "a b",
            "refused",
            "$(touch /x); \"no\"",
            "",
            EventJson.of(event).toString());
  }

  @Test
  void aValueThatLooksLikeAnOptionIsRefused() {
    var message = Told.message(Told.refused("ssh", "--help"));
    assertThatThrownBy(() -> tell(message, "/bin/echo", "{reason}"))
        .isInstanceOf(ChannelException.class)
        .hasMessage("--help can't stand for {reason}: it starts with a hyphen");
  }

  @Test
  void anExitCodeIsARefusalAndSoIsAProgramThatIsNotThere() throws Exception {
    var message = Told.message(Told.granted("ssh"));
    assertThatThrownBy(() -> tell(message, "/bin/sh", script("echo secret; exit 3")))
        .isInstanceOf(ChannelException.class)
        .hasMessage("/bin/sh ended with 3");
    assertThatThrownBy(() -> tell(message, "/nowhere/mail-me"))
        .isInstanceOf(ChannelException.class)
        .hasMessageContaining("/nowhere/mail-me");
  }

  @Test
  void aWordIsATextOrOnePlaceholder() throws BadValue {
    assertThat(List.of(CommandWord.parse("{event}"), CommandWord.parse("{Event}")))
        .containsExactly(CommandWord.Placeholder.EVENT, new CommandWord.Text("{Event}"));
    for (var bad : List.of("", "\0", "x{event}", "{port}")) {
      assertThatThrownBy(() -> CommandWord.parse(bad)).isInstanceOf(BadValue.class);
    }
  }
}
