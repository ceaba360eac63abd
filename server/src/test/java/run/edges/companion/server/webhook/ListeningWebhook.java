package run.edges.companion.server.webhook;

import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.testing.StoreFixture;

/** For tests of other packages: a webhook of the fixture's workspace that wants every event. */
public final class ListeningWebhook {
  private static final String URL = "https://webhooks.invalid/";

  private ListeningWebhook() {}

  /** Stores it. */
  public static void create(StoreFixture fixture, WebhookStore webhooks) {
    fixture.write(handle ->
        webhooks.create(
            handle,
            fixture.workspace(),
            SecretText.of(URL),
            URL,
            true,
            SecretText.of("whsec_test"),
            StoreFixture.NOW));
  }
}
