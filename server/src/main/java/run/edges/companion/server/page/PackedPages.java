package run.edges.companion.server.page;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;

/**
 * Has pages and their files packed by gzip for those who take it. Answers of the API, and parts of
 * pages that answer what was done, are not: they can hold a link or a key, which could be guessed
 * by its packed length.
 */
public final class PackedPages implements ContainerResponseFilter {
  private static final Set<String> PACKED = Set.of("html", "css", "javascript", "svg+xml");

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    MediaType type = response.getMediaType();
    String accepted = request.getHeaderString("Accept-Encoding");
    if (request.getMethod().equals("GET")
        && response.getEntity() instanceof String
        && type != null
        && PACKED.contains(type.getSubtype())
        && accepted != null
        && accepted.contains("gzip")) {
      response.getHeaders().putSingle("Content-Encoding", "gzip");
      response.getHeaders().putSingle("Vary", "Accept-Encoding");
    }
  }
}
