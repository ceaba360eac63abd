package run.edges.companion.server.access;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.PathSegment;
import jakarta.ws.rs.core.Response;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.page.Pages;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/**
 * Lets only members who are signed in reach the dashboard, and only pages of this server change
 * anything there.
 */
@Priority(Priorities.AUTHENTICATION)
public final class AccessFilter implements ContainerRequestFilter {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
  private static final Set<String> OPEN = Set.of("sign-in", "invitation");
  private static final int MAX_FORM = 65_536;
  private static final int MAX_FILE = 5 * 1024 * 1024;

  private final Access access;

  public AccessFilter(Access access) {
    this.access = access;
  }

  /** Whose request this is: nobody else's reaches the dashboard. */
  public static SignedIn member(ContainerRequestContext request) {
    return (SignedIn) request.getProperty(Pages.MEMBER);
  }

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    List<String> path =
        request.getUriInfo().getPathSegments().stream().map(PathSegment::getPath).toList();
    if (!path.getFirst().equals("dashboard")) {
      return;
    }
    if (!SAFE.contains(request.getMethod())) {
      requireOwnPage(request);
      limitBody(request, path.getLast().equals("import") ? MAX_FILE : MAX_FORM);
    }
    Optional<SignedIn> signedIn = find(request);
    signedIn.ifPresent(member -> {
      request.setProperty(Pages.MEMBER, member);
      member
          .language()
          .ifPresent(chosen -> request.setProperty(Pages.LANGUAGE, Locale.forLanguageTag(chosen)));
      request.setSecurityContext(principal(member).context());
    });
    if (signedIn.isEmpty() && !(path.size() > 1 && OPEN.contains(path.get(1)))) {
      request.abortWith(signInFirst(request));
    }
  }

  private Optional<SignedIn> find(ContainerRequestContext request) {
    Cookie cookie = request.getCookies().get(AccessPages.COOKIE);
    if (cookie == null || cookie.getValue().isEmpty()) {
      return Optional.empty();
    }
    SecretText token = SecretText.of(cookie.getValue());
    Instant now = access.now();
    Optional<SignInStore.Known> known =
        access
            .database()
            .read(handle -> access.signIns().find(handle, token, access.rules().idle(), now));
    known
        .filter(SignInStore.Known::lastUseIsOld)
        .ifPresent(old ->
            access
                .database()
                .write(handle -> {
                  access.signIns().touch(handle, old.signedIn().signInId(), now);
                  return true;
                }));
    return known.map(SignInStore.Known::signedIn);
  }

  private static WorkspacePrincipal principal(SignedIn member) {
    return new WorkspacePrincipal(
        member.workspaceUid(),
        WorkspacePrincipal.By.MEMBER,
        member.memberUid(),
        member.name(),
        member.scopes());
  }

  /** Browsers say where a request comes from; what does not is no page of this server. */
  private void requireOwnPage(ContainerRequestContext request) {
    String site = request.getHeaderString("Sec-Fetch-Site");
    String origin = request.getHeaderString("Origin");
    boolean own =
        site == null ? access.pages().origin().equals(origin) : site.equals("same-origin");
    if (!own) {
      throw new ApiException(
          403, "STATUS_403", "This request does not come from a page of this server.");
    }
  }

  private static void limitBody(ContainerRequestContext request, int most) throws IOException {
    if (request.getHeaderString("Content-Encoding") != null) {
      throw new ApiException(415, "STATUS_415", "Send the body as it is.");
    }
    byte[] body = request.getEntityStream().readNBytes(most + 1);
    if (body.length > most) {
      throw new ApiException(413, "BAD_INPUT", "What was sent is too large.");
    }
    request.setEntityStream(new ByteArrayInputStream(body));
  }

  private Response signInFirst(ContainerRequestContext request) {
    String asked = request.getUriInfo().getRequestUri().getRawPath();
    String query = request.getUriInfo().getRequestUri().getRawQuery();
    String next = query == null ? asked : asked + "?" + query;
    Pages pages = access.pages();
    String page = pages.origin() + pages.base() + "/dashboard/sign-in?reason=again";
    if (request.getHeaderString("HX-Request") != null) {
      String current = request.getHeaderString("HX-Current-URL");
      return Response.status(401).header("HX-Redirect", page + next(pathOf(current))).build();
    }
    return request.getMethod().equals("GET")
        ? pages.redirect("/dashboard/sign-in?" + next(next).substring(1))
        : Response.status(303).header("Location", page).build();
  }

  private static String next(String path) {
    return path.isEmpty() ? "" : "&next=" + URLEncoder.encode(path, StandardCharsets.UTF_8);
  }

  private String pathOf(@Nullable String url) {
    String start = access.pages().origin() + access.pages().base();
    return url != null && url.startsWith(start) ? url.substring(start.length()) : "";
  }
}
