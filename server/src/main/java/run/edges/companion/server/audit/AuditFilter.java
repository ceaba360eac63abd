package run.edges.companion.server.audit;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.MultivaluedMap;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.edges.companion.protocol.api.IdentityBody;
import run.edges.companion.protocol.api.WebhookBody;
import run.edges.companion.protocol.api.WorkspaceBody;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/**
 * Writes one entry for each request that reached an {@link Audited} method and succeeded, before it
 * is answered. What one method does by calling another is one entry.
 */
public final class AuditFilter implements DynamicFeature {
  private static final Logger LOG = LoggerFactory.getLogger(AuditFilter.class);
  private static final String SUBJECT = AuditFilter.class.getName() + ".subject";
  private static final String REPLAYED = "Idempotency-Replayed";
  private static final int FIRST_FAILURE = 400;

  /** What a path names, the most telling first. */
  private static final List<String> SUBJECTS = List.of("identity_uid", "identity", "uid", "id");

  private final Database database;
  private final AuditStore store;
  private final Clock clock;

  public AuditFilter(Database database, AuditStore store, Clock clock) {
    this.database = database;
    this.store = store;
    this.clock = clock;
  }

  /** Says what a request is about, if neither its path nor its answer does. */
  public static void about(ContainerRequestContext request, String uid) {
    request.setProperty(SUBJECT, uid);
  }

  @Override
  public void configure(ResourceInfo resource, FeatureContext context) {
    Audited audited = resource.getResourceMethod().getAnnotation(Audited.class);
    if (audited != null) {
      context.register(new Entry(audited.value()));
    }
  }

  private final class Entry implements ContainerResponseFilter {
    private final String action;

    Entry(String action) {
      this.action = action;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
      if (response.getStatus() >= FIRST_FAILURE
          || response.getHeaders().containsKey(REPLAYED)
          || !(request.getSecurityContext().getUserPrincipal()
              instanceof WorkspacePrincipal actor)) {
        return;
      }
      AuditEntry.Done done =
          new AuditEntry.Done(
              actor.workspaceUid(),
              actor.callerName(),
              actor.by() == WorkspacePrincipal.By.API_KEY,
              action,
              subject(request, response.getEntity()),
              String.valueOf(request.getProperty("client-address")));
      try {
        database.write(handle -> {
          store.append(handle, done, clock.instant());
          return true;
        });
      } catch (ProtocolException unavailable) {
        // What was done is done; its answer must not say otherwise.
        LOG.warn("An entry is missing in the audit: {} by {}", action, actor.callerName());
      }
    }

    private static Optional<String> subject(ContainerRequestContext request, Object entity) {
      if (request.getProperty(SUBJECT) instanceof String told) {
        return Optional.of(told);
      }
      MultivaluedMap<String, String> path = request.getUriInfo().getPathParameters();
      return SUBJECTS.stream()
          .map(path::getFirst)
          .filter(Objects::nonNull)
          .findFirst()
          .or(() -> created(entity));
    }

    private static Optional<String> created(Object entity) {
      return switch (entity) {
        case null -> Optional.empty();
        case IdentityBody identity -> Optional.of(identity.uid());
        case WorkspaceBody.Member member -> Optional.of(member.uid());
        case WorkspaceBody.ApiKey key -> Optional.of(key.id());
        case WorkspaceBody.Created created -> Optional.of(created.workspace().uid());
        case WebhookBody webhook -> Optional.of(webhook.uid());
        default -> Optional.empty();
      };
    }
  }
}
