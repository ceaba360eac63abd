package run.edges.companion.server.http;

import jakarta.inject.Provider;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import org.glassfish.grizzly.http.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Notes from which address a request comes, as its property {@code client-address}, and slows down
 * who guesses API keys: after too many 401 to one address, its next ones are 429. A known key is
 * never slowed down by others behind the same proxy.
 */
@PreMatching
final class RefusalLimit implements ContainerRequestFilter, ContainerResponseFilter {
  private static final String ADDRESS = "client-address";

  private final RateLimit limit;

  @Context private @Nullable Provider<Request> connection;

  RefusalLimit(RateLimit limit) {
    this.limit = limit;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (connection != null) {
      // The peer's own address: what a header says of it could be made up.
      request.setProperty(ADDRESS, connection.get().getRemoteAddr());
    }
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    if (response.getStatus() != Response.Status.UNAUTHORIZED.getStatusCode()
        || !(request.getProperty(ADDRESS) instanceof String address)) {
      return;
    }
    try {
      limit.take(address);
    } catch (ApiException tooMany) {
      Response slower = ErrorMapper.response(tooMany);
      response.setStatusInfo(slower.getStatusInfo());
      response.setEntity(slower.getEntity());
      response.getHeaders().putAll(slower.getHeaders());
    }
  }
}
