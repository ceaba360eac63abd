package run.edges.companion.server.access;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import run.edges.companion.server.page.Page;
import run.edges.companion.server.page.Pages;

/** Pages of the dashboard, for the member who asks. */
public record MemberPages(Pages pages) {
  /** The frame of a page: in the language that the member chose, or else their browser's. */
  public Page page(ContainerRequestContext request) {
    return AccessFilter.member(request)
        .language()
        .map(chosen -> pages.page(List.of(Locale.forLanguageTag(chosen))))
        .orElseGet(() -> pages.page(request.getAcceptableLanguages()));
  }

  /** A page, or a part of one; its template takes {@code member} too. */
  public Response render(
      ContainerRequestContext request, int status, String template, Map<String, ?> model) {
    Map<String, Object> all = new HashMap<>(model);
    all.put("member", AccessFilter.member(request));
    return pages.render(status, template, page(request), all);
  }
}
