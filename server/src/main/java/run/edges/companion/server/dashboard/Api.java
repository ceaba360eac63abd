package run.edges.companion.server.dashboard;

import run.edges.companion.server.identity.IdentityResource;
import run.edges.companion.server.integration.IntegrationResource;
import run.edges.companion.server.link.LinkResource;
import run.edges.companion.server.link.LoginLinkResource;
import run.edges.companion.server.setup.CheckpointResource;
import run.edges.companion.server.setup.ConnectResource;
import run.edges.companion.server.verification.VerifyResource;
import run.edges.companion.server.webhook.WebhookResource;
import run.edges.companion.server.workspace.ApiKeyResource;
import run.edges.companion.server.workspace.MemberResource;

/** The API, which the dashboard does everything by: what it does has one rule and one error. */
public record Api(
    IdentityResource identities,
    IntegrationResource integrations,
    LinkResource links,
    LoginLinkResource loginLinks,
    ConnectResource connect,
    CheckpointResource checkpoint,
    VerifyResource verify,
    WebhookResource webhooks,
    MemberResource members,
    ApiKeyResource keys) {
  /** The platform of every integration. */
  public static final String LINKEDIN = "linkedin";
}
