package run.edges.companion.server.dashboard;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TableBlock;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.Node;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;
import run.edges.companion.server.access.Access;

/** {@code /dashboard/guide}: {@code docs/refresh.md} as a page. */
@Path("dashboard/guide")
@Produces(MediaType.TEXT_HTML)
public final class GuidePage {
  private final Access access;
  private final String html = html();

  public GuidePage(Access access) {
    this.access = access;
  }

  @GET
  public Response get(@Context ContainerRequestContext request) {
    return access.pages().render(request, 200, "dashboard/guide.jte", Map.of("html", html));
  }

  private static String html() {
    List<Extension> tables = List.of(TablesExtension.create());
    try (InputStream in = GuidePage.class.getResourceAsStream("/docs/refresh.md")) {
      String text =
          new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8)
              // The API's document is no page of the dashboard; the reference is.
              .replaceAll("\\(api\\.md[^)]*\\)", "(../api)");
      return HtmlRenderer.builder()
          .extensions(tables)
          .attributeProviderFactory(_ -> GuidePage::letKeyboardScroll)
          .build()
          .render(Parser.builder().extensions(tables).build().parse(text));
    } catch (IOException broken) {
      throw new IllegalStateException(broken);
    }
  }

  /** A table that is wider than a narrow page scrolls by itself. */
  private static void letKeyboardScroll(Node node, String tag, Map<String, String> attributes) {
    if (node instanceof TableBlock) {
      attributes.put("tabindex", "0");
    }
  }
}
