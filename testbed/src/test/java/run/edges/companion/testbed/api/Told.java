package run.edges.companion.testbed.api;

import java.util.List;
import run.edges.companion.protocol.api.CompanionClient;
import run.edges.companion.protocol.api.WebhookBody;

/**
 * What a workspace is told from now on, of all its integrations: a webhook with all events, of
 * which the deliveries are read and none has to arrive.
 */
final class Told implements AutoCloseable {
  private final CompanionClient client;
  private final String webhook;

  Told(CompanionClient client) {
    this.client = client;
    this.webhook =
        client.createWebhook(new WebhookBody.New("https://webhooks.invalid/", true)).uid();
  }

  /** The events, oldest first. */
  List<String> events() {
    return client.deliveries(webhook).reversed().stream().map(WebhookBody.Delivery::event).toList();
  }

  @Override
  public void close() {
    client.deleteWebhook(webhook);
  }
}
