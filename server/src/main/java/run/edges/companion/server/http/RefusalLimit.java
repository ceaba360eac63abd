package run.edges.companion.server.http;

import jakarta.inject.Provider;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.List;
import org.glassfish.grizzly.http.server.Request;
import org.jspecify.annotations.Nullable;
import run.edges.companion.server.configuration.AddressRange;

/**
 * Notes from which address a request comes, as its property {@code client-address}, and slows down
 * who guesses API keys: after too many 401 to one address, its next ones are 429. A known key is
 * never slowed down by others behind the same proxy.
 */
@PreMatching
final class RefusalLimit implements ContainerRequestFilter, ContainerResponseFilter {
  private static final String ADDRESS = "client-address";

  private static final String FORWARDED = "X-Forwarded-For";
  private static final int NETWORK_BYTES = 8;

  private final RateLimit limit;
  private final List<AddressRange> proxies;

  @Context private @Nullable Provider<Request> connection;

  /**
   * A limit.
   *
   * @param proxies whose word on where a request comes from is taken
   */
  RefusalLimit(RateLimit limit, List<AddressRange> proxies) {
    this.limit = limit;
    this.proxies = proxies;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    if (connection != null) {
      InetAddress peer = InetAddress.ofLiteral(connection.get().getRemoteAddr());
      List<String> hops = request.getHeaders().getOrDefault(FORWARDED, List.of());
      request.setProperty(ADDRESS, key(client(peer, String.join(",", hops))));
    }
  }

  /** The nearest that is no proxy of ours: what stands before it could be made up. */
  private InetAddress client(InetAddress peer, String forwarded) {
    InetAddress client = peer;
    for (String hop : List.of(forwarded.split(",", -1)).reversed()) {
      InetAddress nearest = client;
      if (proxies.stream().noneMatch(range -> range.contains(nearest))) {
        return client;
      }
      try {
        client = InetAddress.ofLiteral(hop.strip());
      } catch (IllegalArgumentException notAnAddress) {
        return client;
      }
    }
    return client;
  }

  /** One subscriber has a whole /64 of IPv6. */
  private static String key(InetAddress address) {
    byte[] bytes = address.getAddress();
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES) + "::/64"
        : address.getHostAddress();
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
