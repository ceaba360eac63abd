package run.edges.companion.server.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;

/**
 * Headers on every answer: nothing is cached, framed, sniffed or referred, and pages run their own
 * scripts only.
 */
final class ResponseHeaders implements ContainerResponseFilter {
  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    response
        .getHeaders()
        .putSingle(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    response.getHeaders().putSingle("Cache-Control", "no-store");
    response.getHeaders().putSingle("Referrer-Policy", "no-referrer");
    response.getHeaders().putSingle("X-Content-Type-Options", "nosniff");
  }
}
