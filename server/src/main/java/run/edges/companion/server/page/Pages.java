package run.edges.companion.server.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Makes pages of templates. Thread-safe. */
public final class Pages {
  /** Request property: who is signed in, for the templates' parameter of that name. */
  public static final String MEMBER = "member";

  /** Request property: the language that the reader chose, whatever the browser prefers. */
  public static final String LANGUAGE = "language";

  private static final MediaType HTML = MediaType.TEXT_HTML_TYPE.withCharset("utf-8");

  private final TemplateEngine templates = TemplateEngine.createPrecompiled(ContentType.Html);
  private final Supplier<URI> publicUrl;

  /**
   * Pages of a server.
   *
   * @param publicUrl under which readers find it
   */
  public Pages(Supplier<URI> publicUrl) {
    this.publicUrl = publicUrl;
  }

  /** The path under which the server stands, without a slash at its end; mostly empty. */
  public String base() {
    String path = String.valueOf(publicUrl.get().getPath());
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  /** Scheme, host and port under which readers find the server, as browsers send it. */
  public String origin() {
    URI url = publicUrl.get();
    return url.getScheme() + "://" + url.getRawAuthority();
  }

  /** The frame of a page in the language that its reader wants. */
  public Page page(HttpHeaders headers) {
    return page(headers.getAcceptableLanguages());
  }

  /** As above, or in the language that the reader chose. */
  public Page page(ContainerRequestContext request) {
    return request.getProperty(LANGUAGE) instanceof Locale chosen
        ? page(List.of(chosen))
        : page(request.getAcceptableLanguages());
  }

  private Page page(List<Locale> languages) {
    return new Page(base(), Texts.of(languages));
  }

  /** A page, or a part of one, for who is signed in. */
  public Response render(
      ContainerRequestContext request, int status, String template, Map<String, ?> model) {
    Map<String, Object> all = new HashMap<>(model);
    all.put(MEMBER, request.getProperty(MEMBER));
    return render(status, template, page(request), all);
  }

  /** A page, or a part of one. */
  public Response render(int status, String template, Page page, Map<String, ?> model) {
    Map<String, Object> all = new HashMap<>(model);
    all.put("page", page);
    StringOutput html = new StringOutput();
    templates.render(template, all, html);
    return Response.status(status)
        .type(HTML)
        .language(page.texts().language())
        .entity(html.toString())
        .build();
  }

  public Response render(String template, Page page, Map<String, ?> model) {
    return render(200, template, page, model);
  }

  /** Leads the reader on with GET. */
  public Response redirect(String path) {
    return Response.status(303).header("Location", origin() + base() + path).build();
  }
}
