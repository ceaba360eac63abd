package run.edges.companion.server.openapi;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** {@code /api}: the API for people. Needs no key, and looks the same to everybody. */
@Path("api")
@Produces(MediaType.TEXT_HTML + ";charset=utf-8")
public final class OpenApiPage {
  private final String html = render();

  @GET
  public String get() {
    return html;
  }

  private static String render() {
    StringOutput html = new StringOutput();
    TemplateEngine.createPrecompiled(ContentType.Html)
        .render("api.jte", OpenApiDocument.parse(OpenApiDocument.text()).reference(), html);
    return html.toString();
  }
}
