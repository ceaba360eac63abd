package run.edges.companion.server;

import java.time.Clock;
import java.util.Set;
import java.util.function.Predicate;
import run.edges.companion.protocol.statement.ServerIdentity;
import run.edges.companion.server.configuration.Configuration;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.link.LinkStore;
import run.edges.companion.server.link.SharePage;
import run.edges.companion.server.openapi.OpenApiPage;
import run.edges.companion.server.openapi.OpenApiResource;
import run.edges.companion.server.owner.OwnerPage;
import run.edges.companion.server.owner.OwnerResource;
import run.edges.companion.server.owner.OwnerTokens;
import run.edges.companion.server.page.Pages;
import run.edges.companion.server.pause.Pauses;

/**
 * The part of the composition root for those without an account: owners, and readers of the API.
 */
record OwnerParts(
    Pages pages,
    Revocation.Stores stores,
    OwnerTokens tokens,
    Pauses pauses,
    Revocation revocation,
    Clock clock) {

  /**
   * Pages, and what their scripts ask.
   *
   * @param online whether a device has a channel
   */
  Set<Object> resources(
      Configuration configuration,
      LinkStore links,
      ServerIdentity identity,
      Predicate<String> online) {
    return Set.of(
        new SharePage(pages, stores.database(), links, configuration.extensionIds(), clock),
        new OwnerPage(pages),
        new OwnerResource(stores, tokens, pauses, revocation, identity, online, clock),
        new OpenApiResource(),
        new OpenApiPage(pages));
  }
}
