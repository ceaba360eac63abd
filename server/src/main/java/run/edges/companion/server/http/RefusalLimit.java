package run.edges.companion.server.http;

import jakarta.inject.Provider;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.glassfish.grizzly.http.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Slows down who guesses API keys: after too many 401 to one address, its next ones are 429. A
 * known key is never slowed down by others behind the same proxy.
 */
final class RefusalLimit implements ContainerResponseFilter {
  private final RateLimit limit;

  @Context private @Nullable Provider<Request> connection;

  RefusalLimit(RateLimit limit) {
    this.limit = limit;
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getStatus() != Response.Status.UNAUTHORIZED.getStatusCode()
        || connection == null) {
      return;
    }
    try {
      // The peer's own address: what a header says of it could be made up.
      limit.take(connection.get().getRemoteAddr());
    } catch (ApiException tooMany) {
      Response slower = ErrorMapper.response(tooMany);
      response.setStatusInfo(slower.getStatusInfo());
      response.setEntity(slower.getEntity());
      response.getHeaders().putAll(slower.getHeaders());
    }
  }
}
