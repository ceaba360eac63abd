package run.edges.companion.server.workspace;

import jakarta.annotation.Priority;
import jakarta.ws.rs.NotAuthorizedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.http.RateLimit;

/** Lets only requests with a known {@code X-API-Key} reach {@code /v1}, each key at its rate. */
@Priority(Priorities.AUTHENTICATION)
public final class ApiKeyFilter implements ContainerRequestFilter {
  private static final Logger LOG = LoggerFactory.getLogger(ApiKeyFilter.class);

  private final Database database;
  private final ApiKeyStore apiKeys;
  private final RateLimit limit;
  private final Clock clock;

  public ApiKeyFilter(Database database, ApiKeyStore apiKeys, RateLimit limit, Clock clock) {
    this.database = database;
    this.apiKeys = apiKeys;
    this.limit = limit;
    this.clock = clock;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (request.getUriInfo().getPath().indexOf('\0') >= 0) {
      throw new NotFoundException();
    }
    // The segment without its matrix parameters, as it is matched.
    if (!request.getUriInfo().getPathSegments().getFirst().getPath().equals("v1")) {
      return;
    }
    String key = request.getHeaderString("X-API-Key");
    if (key == null) {
      throw new NotAuthorizedException("Send the workspace's API key as X-API-Key.", "X-API-Key");
    }
    Instant now = clock.instant();
    ApiKeyStore.Known known =
        database
            .read(handle -> apiKeys.find(handle, SecretText.of(key), now))
            .orElseThrow(
                () -> new NotAuthorizedException("The API key is not known.", "X-API-Key"));
    limit.take(known.principal().callerId());
    if (known.lastUseIsOld()) {
      noteUse(known.principal().callerId(), now);
    }
    request.setSecurityContext(known.principal().context());
  }

  /** Not waited for: when a key was used last is for people, and no request fails for it. */
  private void noteUse(String apiKeyId, Instant now) {
    Thread.startVirtualThread(() -> {
      try {
        database.write(handle -> {
          apiKeys.touch(handle, apiKeyId, now);
          return true;
        });
      } catch (ProtocolException unavailable) {
        LOG.debug("The use of an API key was not noted");
      }
    });
  }
}
