package run.edges.companion.server.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.testing.StoreFixture;
import run.edges.companion.server.testing.TestDatabase;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class WebhookStoreTest {
  private static final Instant NOW = StoreFixture.NOW;
  private static final SecretText URL = SecretText.of("https://user:pass@hook.example/");

  @Parameter private TestDatabase kind = TestDatabase.SQLITE;
  @AutoClose private StoreFixture fixture;
  private WebhookStore webhooks;

  @BeforeEach
  void open(@TempDir Path folder) {
    fixture = StoreFixture.open(kind, folder);
    webhooks = new WebhookStore(fixture.vault());
  }

  @Test
  void rotate_untilTheOverlapEnds_bothSecretsSign() {
    SecretText first = Signature.newSecret();
    SecretText second = Signature.newSecret();
    Webhook webhook = create(first);
    assertThat(target(webhook, NOW).secrets()).containsExactly(first);
    fixture.write(handle -> {
      webhooks.rotate(handle, webhook.uid(), second, NOW.plusSeconds(60));
      return true;
    });
    assertThat(target(webhook, NOW.plusSeconds(59)).secrets()).containsExactly(second, first);
    assertThat(target(webhook, NOW.plusSeconds(60)).secrets()).containsExactly(second);
    assertThat(target(webhook, NOW).url()).isEqualTo(URL);
  }

  @Test
  void list_workspace_hasItsOwnOnly() {
    Webhook webhook = create(Signature.newSecret());
    assertThat(fixture.list(handle -> webhooks.list(handle, fixture.workspace())))
        .containsExactly(webhook);
    assertThat(fixture.list(handle -> webhooks.list(handle, "another"))).isEmpty();
    fixture.write(handle -> {
      webhooks.delete(handle, webhook.uid());
      return true;
    });
    assertThat(fixture.find(handle -> webhooks.find(handle, webhook.uid()))).isEmpty();
  }

  private Webhook create(SecretText secret) {
    return fixture.write(handle ->
        webhooks.create(
            handle, fixture.workspace(), URL, "https://***@hook.example/", true, secret, NOW));
  }

  private WebhookStore.Target target(Webhook webhook, Instant now) {
    return fixture.read(handle -> webhooks.findTarget(handle, webhook.uid(), now)).orElseThrow();
  }
}
