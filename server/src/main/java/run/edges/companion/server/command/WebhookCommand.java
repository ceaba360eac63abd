package run.edges.companion.server.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import run.edges.companion.protocol.api.WebhookBody;
import run.edges.companion.protocol.secret.SecretAccess;

/** {@code webhook create|list|delete|rotate|test|deliveries|replay}. */
@Command(
    name = "webhook",
    mixinStandardHelpOptions = true,
    description = "Webhooks: who is told what happens to the integrations.",
    subcommands = {
      WebhookCommand.Create.class,
      WebhookCommand.ListAll.class,
      WebhookCommand.Delete.class,
      WebhookCommand.Rotate.class,
      WebhookCommand.Test.class,
      WebhookCommand.Deliveries.class,
      WebhookCommand.Replay.class
    })
final class WebhookCommand {
  private WebhookCommand() {}

  private static String shown(WebhookBody webhook) {
    return webhook.secret() == null
        ? webhook.uid()
        : webhook.uid() + " " + webhook.secret().reveal(SecretAccess.granted());
  }

  @Command(
      name = "create",
      mixinStandardHelpOptions = true,
      description = "Create a webhook; print its uid and its secret, which is shown only now.")
  static final class Create extends ApiCommand {
    @Parameters(paramLabel = "URL", description = "https URL that is told.")
    private String url = "";

    @Option(
        names = "--extra-events",
        description = "Send this server's own events beside those of the Edges API.")
    private boolean extraEvents;

    @Override
    public void run() {
      WebhookBody webhook = client().createWebhook(new WebhookBody.New(url, extraEvents));
      print(webhook, shown(webhook));
    }
  }

  @Command(name = "list", mixinStandardHelpOptions = true, description = "List the webhooks.")
  static final class ListAll extends ApiCommand {
    @Override
    public void run() {
      printAll(
          client().webhooks(),
          "No webhooks. Create one with: webhook create URL",
          "uid",
          "url",
          "extra_events",
          "created_at");
    }
  }

  /** What the commands for one webhook share. */
  abstract static class OfOne extends ApiCommand {
    @Parameters(index = "0", paramLabel = "WEBHOOK", description = "uid of the webhook.")
    private String uid = "";

    final String uid() {
      return uid;
    }
  }

  @Command(name = "delete", mixinStandardHelpOptions = true, description = "Delete a webhook.")
  static final class Delete extends OfOne {
    @Override
    public void run() {
      client().deleteWebhook(uid());
      out().println("Deleted.");
    }
  }

  @Command(
      name = "rotate",
      mixinStandardHelpOptions = true,
      description = "Make a new secret and print it; the one of before signs too for 24 hours.")
  static final class Rotate extends OfOne {
    @Override
    public void run() {
      WebhookBody webhook = client().rotateWebhookSecret(uid());
      print(webhook, shown(webhook));
    }
  }

  @Command(
      name = "test",
      mixinStandardHelpOptions = true,
      description = "Send a test message at once and print what it met.")
  static final class Test extends OfOne {
    @Override
    public void run() {
      WebhookBody.TestResult result = client().testWebhook(uid());
      print(result, (result.delivered() ? "Delivered: " : "Not delivered: ") + result.answer());
    }
  }

  @Command(
      name = "deliveries",
      mixinStandardHelpOptions = true,
      description = "List the newest 100 messages and what became of them.")
  static final class Deliveries extends OfOne {
    @Override
    public void run() {
      printAll(
          client().deliveries(uid()),
          "Nothing was sent yet.",
          "id",
          "event",
          "state",
          "attempts",
          "created_at",
          "due_at",
          "answer");
    }
  }

  @Command(
      name = "replay",
      mixinStandardHelpOptions = true,
      description = "Send a message again, whatever became of it.")
  static final class Replay extends OfOne {
    @Parameters(index = "1", paramLabel = "DELIVERY", description = "id of the message.")
    private String id = "";

    @Override
    public void run() {
      WebhookBody.Delivery delivery = client().replayDelivery(uid(), id);
      print(delivery, delivery.id() + " " + delivery.state());
    }
  }
}
