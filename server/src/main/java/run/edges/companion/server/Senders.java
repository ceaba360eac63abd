package run.edges.companion.server;

import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import run.edges.companion.server.configuration.Configuration;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.keys.KeyFile;
import run.edges.companion.server.link.OwnerLinks;
import run.edges.companion.server.mail.MailSender;
import run.edges.companion.server.mail.SmtpServer;
import run.edges.companion.server.outbox.Kind;
import run.edges.companion.server.outbox.Outbox;
import run.edges.companion.server.outbox.OutboxStore;
import run.edges.companion.server.owner.OwnerTokens;
import run.edges.companion.server.page.Texts;
import run.edges.companion.server.upstream.UpstreamSender;
import run.edges.companion.server.upstream.UpstreamStore;
import run.edges.companion.server.webhook.WebhookSender;

/** Who sends what leaves the server: the outbox's part of the composition root. */
record Senders(
    Revocation.Stores stores,
    UpstreamStore upstream,
    OutboxStore outbox,
    OwnerLinks ownerLinks,
    OwnerTokens ownerTokens,
    SSLContext outgoingTls,
    Clock clock) {
  /** One for each kind that is configured. */
  Map<Kind, Outbox.Sender> of(Configuration.Outgoing outgoing, WebhookSender webhooks) {
    Map<Kind, Outbox.Sender> senders = new EnumMap<>(Kind.class);
    senders.put(Kind.WEBHOOK, webhooks);
    if (outgoing.upstream().isPresent() && outgoing.upstreamApiKeyFile().isPresent()) {
      senders.put(
          Kind.UPSTREAM,
          new UpstreamSender(
              stores,
              upstream,
              outgoing.upstream().get(),
              KeyFile.readSecret(outgoing.upstreamApiKeyFile().get()),
              outgoingTls,
              clock));
    }
    outgoing
        .mail()
        .map(mail ->
            new MailSender(
                stores,
                outbox,
                ownerLinks,
                ownerTokens,
                new SmtpServer(mail, outgoingTls, clock),
                Texts.of(List.of(mail.language())),
                clock))
        .ifPresent(sender -> senders.put(Kind.MAIL, sender));
    return senders;
  }
}
