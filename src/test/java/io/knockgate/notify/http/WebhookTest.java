package io.knockgate.notify.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import io.knockgate.journal.Event;
import io.knockgate.journal.EventJson;
import io.knockgate.linux.Tool;
import io.knockgate.net.BadValue;
import io.knockgate.notify.ChannelException;
import io.knockgate.notify.Message;
import io.knockgate.notify.Told;
import io.knockgate.secret.Secret;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {
  private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(UTF_8);
  private static final Secret SECRET = secret("whsec_" + Base64.getEncoder().encodeToString(KEY));

  private static final Event EVENT = Told.refused("ssh", "say \"no\" \u00e9");

  private static Secret secret(String text) {
    return new Secret(text.getBytes(UTF_8));
  }

  /// OpenSSL's word on what the signature must be.
  private static String signature(String signed) throws Exception {
    var hex =
        new Tool("openssl", "openssl")
            .run(
                List.of(
                    "dgst",
                    "-sha256",
                    "-mac",
                    "HMAC",
                    "-macopt",
                    "hexkey:" + HexFormat.of().formatHex(KEY)),
                signed,
                Duration.ofSeconds(30))
            .out()
            .strip()
            .replaceFirst(".*= ", "");
    return "v1," + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
  }

  @Test
  void theEventIsSentAsJsonAndSignedAsStandardWebhooks() throws Exception {
    try (var receiver = Receiver.plain()) {
      Webhook.of(receiver.address(), SECRET).tell(Told.message(EVENT));

      var request = receiver.requests.remove();
      var body = request.body();
      assertThat(request.path()).isEqualTo(Receiver.PATH);
      assertThat(request.header("Content-Type")).isEqualTo("application/json");
      assertThat(JsonParser.parseString(body)).isEqualTo(EventJson.of(EVENT));
      assertThat(request.header("webhook-signature"))
          .isEqualTo(
              signature(
                  request.header("webhook-id")
                      + "."
                      + request.header("webhook-timestamp")
                      + "."
                      + body));
    }
  }

  @Test
  void theSameMessageHasTheSameIdEachTime() throws Exception {
    try (var receiver = Receiver.plain()) {
      receiver.answers.addAll(List.of(500, 500));
      var webhook = Webhook.of(receiver.address(), SECRET);
      var message = Told.message(EVENT);
      refused(webhook, message);
      refused(webhook, message);
      webhook.tell(message);
      webhook.tell(Told.message(EVENT));

      assertThat(receiver.requests).hasSize(4);
      assertThat(receiver.requests.stream().map(it -> it.header("webhook-id")).distinct())
          .hasSize(2);
    }
  }

  private static void refused(Webhook webhook, Message message) {
    assertThatThrownBy(() -> webhook.tell(message))
        .isInstanceOf(ChannelException.class)
        .hasMessageContaining(" answered 500");
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 401, 404, 407, 410, 429, 500, 503})
  void anythingButA2xxIsARefusalThatNamesTheHostAlone(int status) throws Exception {
    try (var receiver = Receiver.plain()) {
      receiver.answers.add(status);
      var webhook = Webhook.of(receiver.address(), SECRET);

      assertThatThrownBy(() -> webhook.tell(Told.message(EVENT)))
          .isInstanceOf(ChannelException.class)
          .hasMessage(receiver.address().host() + " answered " + status);
      assertThat(receiver.requests).as("followed nowhere").hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"hunter2", "whsec_hunter2", "whsec_", "c2hvcnQ=", "not base64 at all!"})
  void aBadKeyIsRefusedAndNotRepeated(String key) throws Exception {
    var address = Receiver.address("https", 443);
    assertThatThrownBy(() -> Webhook.of(address, secret(key)))
        .isInstanceOf(BadValue.class)
        .hasMessage(
            "a webhook's key is 24 to 64 bytes in base64; make one with: openssl rand -base64 32");
  }

  @Test
  void ntfyIsToldATitleTagsAPriorityAndALine() throws Exception {
    try (var receiver = Receiver.plain()) {
      var ntfy = Ntfy.withToken(receiver.address(), secret("tk_hunter2"));
      ntfy.tell(Told.message(Told.job("backup", Event.Stage.FAILED, "secret output")));
      Ntfy.open(receiver.address()).tell(Told.message(Told.granted("ssh")));

      var failed = receiver.requests.remove();
      assertThat(failed.header("Title")).isEqualTo("backup failed");
      assertThat(failed.header("Tags")).isEqualTo("x");
      assertThat(failed.header("Priority")).isEqualTo("high");
      assertThat(failed.header("Authorization")).isEqualTo("Bearer tk_hunter2");
      assertThat(failed.body()).isEqualTo("alice from 203.0.113.9, exit 3, why");
      var opened = receiver.requests.remove();
      assertThat(opened.header("Title")).isEqualTo("ssh opened");
      assertThat(opened.headers().containsKey("Authorization")).isFalse();
      assertThat(opened.body()).isEqualTo("alice from 203.0.113.9, for 15m");
    }
  }

  @Test
  void aTokenThatIsNoWordIsRefusedAndNotRepeated() throws Exception {
    var address = Receiver.address("https", 443);
    for (var token : List.of("hunter2\nX-Evil: 1", "hunter 2", "hunter2\u00e9")) {
      assertThatThrownBy(() -> Ntfy.withToken(address, secret(token)))
          .isInstanceOf(BadValue.class)
          .message()
          .doesNotContain("hunter");
    }
    assertThat(Optional.of(address)).hasToString("Optional[https://127.0.0.1:443]");
  }
}
