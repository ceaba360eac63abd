package run.edges.companion.server.page;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import run.edges.companion.protocol.api.ErrorBody;

/**
 * Shows a failure as a page to whoever asked for a page, and as a notice on the page that is open
 * to a part of it. Programs get the documented body.
 */
public final class ErrorPages implements ContainerResponseFilter {
  private final Pages pages;

  public ErrorPages(Pages pages) {
    this.pages = pages;
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    boolean part = request.getHeaderString("HX-Request") != null;
    if (!(response.getEntity() instanceof ErrorBody error) || !(part || wantsPage(request))) {
      return;
    }
    Page page = pages.page(request);
    Response shown =
        pages.render(
            error.statusCode(),
            part ? "page/notice.jte" : "page/error.jte",
            page,
            Map.of(
                "message", page.problem(error.errorLabel(), String.valueOf(error.message())),
                "reference", error.errorRef(),
                "status", error.statusCode()));
    response.setEntity(shown.getEntity(), response.getEntityAnnotations(), shown.getMediaType());
    if (part) {
      response.getHeaders().putSingle("HX-Retarget", "#notice");
      response.getHeaders().putSingle("HX-Reswap", "innerHTML");
    }
  }

  private static boolean wantsPage(ContainerRequestContext request) {
    return request.getAcceptableMediaTypes().stream()
        .anyMatch(type -> !type.isWildcardType() && type.isCompatible(MediaType.TEXT_HTML_TYPE));
  }
}
