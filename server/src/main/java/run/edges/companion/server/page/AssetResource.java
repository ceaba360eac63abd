package run.edges.companion.server.page;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code /assets}: the scripts, styles and pictures of the pages. Their addresses carry a hash of
 * the content, so that a browser keeps each of them for good.
 */
@Path("assets/{name}")
public final class AssetResource {
  private static final String WEBJARS = "/META-INF/resources/webjars/";
  private static final Map<String, String> FROM_LIBRARIES =
      Map.of(
          "htmx.js", WEBJARS + "htmx.org/2.0.10/dist/htmx.min.js",
          "uplot.js", WEBJARS + "uplot/1.6.30/dist/uPlot.iife.min.js",
          "uplot.css", WEBJARS + "uplot/1.6.30/dist/uPlot.min.css");
  private static final Map<String, String> TYPES =
      Map.of("js", "text/javascript", "css", "text/css", "svg", "image/svg+xml");
  private static final Map<String, Asset> ALL =
      Stream.of(
              "base.css",
              "dashboard.css",
              "api.css",
              "owner.css",
              "words.js",
              "owner.js",
              "proof.js",
              "pauses.js",
              "record.js",
              "statement.js",
              "base64url.js",
              "share.js",
              "login.js",
              "dashboard.js",
              "access.js",
              "import.js",
              "freshness.js",
              "icon.svg",
              "htmx.js",
              "uplot.js",
              "uplot.css")
          .collect(Collectors.toUnmodifiableMap(Function.identity(), AssetResource::read));

  private record Asset(String type, String content, String hash) {}

  @GET
  public Response get(@PathParam("name") String name, @QueryParam("v") @Nullable String hash) {
    Asset asset = ALL.get(name);
    if (asset == null) {
      throw new NotFoundException();
    }
    return Response.ok(asset.content(), asset.type() + ";charset=utf-8")
        .header(
            "Cache-Control",
            asset.hash().equals(hash) ? "public, max-age=31536000, immutable" : "no-cache")
        .build();
  }

  /** The address of a file below the root of the server. */
  static String address(String name) {
    Asset asset = ALL.get(name);
    if (asset == null) {
      throw new IllegalArgumentException("no such asset: " + name);
    }
    return "/assets/" + name + "?v=" + asset.hash();
  }

  private static String place(String name) {
    return FROM_LIBRARIES.getOrDefault(name, "/assets/" + name);
  }

  private static Asset read(String name) {
    try (InputStream in = AssetResource.class.getResourceAsStream(place(name))) {
      if (in == null) {
        throw new IllegalStateException("lost: " + name);
      }
      byte[] content = in.readAllBytes();
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
      return new Asset(
          String.valueOf(type),
          new String(content, StandardCharsets.UTF_8),
          HexFormat.of().formatHex(hash, 0, 6));
    } catch (IOException | NoSuchAlgorithmException broken) {
      throw new IllegalStateException(broken);
    }
  }
}
