package run.edges.companion.server.http;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import java.util.List;

/**
 * Headers on every answer: nothing but the files of pages is cached, nothing framed, sniffed or
 * referred, and pages run their own scripts only.
 */
final class ResponseHeaders implements ContainerResponseFilter {
  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    response
        .getHeaders()
        .putSingle(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action %s; frame-ancestors 'none'"
                .formatted(hasForms(request) ? "'self'" : "'none'"));
    // Files of pages say themselves how long they can be kept.
    response.getHeaders().computeIfAbsent("Cache-Control", _ -> List.of("no-store"));
    response.getHeaders().putSingle("Referrer-Policy", "no-referrer");
    response.getHeaders().putSingle("X-Content-Type-Options", "nosniff");
  }

  /** The dashboard alone has forms that a browser sends without a script. */
  private static boolean hasForms(ContainerRequestContext request) {
    return request.getUriInfo().getPath().startsWith("dashboard");
  }
}
