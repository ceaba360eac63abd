package run.edges.companion.server.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.RunningServer;

/** Whole links are shown to whoever may send them to owners, as long as they serve. */
class LinkListTest {
  @AutoClose private static RunningServer server;

  @BeforeAll
  static void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
  }

  @Test
  void list_keyThatMayOnlyRead_hasNoSecret() {
    String identity = server.api().createIdentity("Ada");
    server.api().issueLink(identity);
    Api reader = new Api(server.address(), newKey("read"));
    Api writer = new Api(server.address(), newKey("read\",\"write"));

    assertThat(url(reader, identity).isJsonNull()).isTrue();

    assertThat(url(writer, identity).getAsString()).contains("/share/", "#");
  }

  @Test
  void list_linkThatCannotBeUsed_hasNoSecret() {
    String identity = server.api().createIdentity("Ada");
    String id = server.api().issueLink(identity).id();
    assertThat(url(server.api(), identity).isJsonNull()).isFalse();

    JsonObject revoked = Api.object(server.api().delete(path(identity) + "/" + id));

    assertThat(revoked.get("url").isJsonNull()).isTrue();
    assertThat(url(server.api(), identity).isJsonNull()).isTrue();
  }

  /** Of the newest shared link. */
  private static JsonElement url(Api api, String identity) {
    JsonArray links = Api.json(api.get(path(identity))).getAsJsonArray();
    return links.get(links.size() - 1).getAsJsonObject().get("url");
  }

  private static String path(String identity) {
    return "/v1/identities/" + identity + "/shared-links";
  }

  private static String newKey(String scopes) {
    String admin =
        Api.json(server.api().get("/v1/members"))
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject()
            .get("uid")
            .getAsString();
    return Api.object(
            server
                .api()
                .post(
                    "/v1/api-keys",
                    "{\"name\":\"a key\",\"member_uid\":\"%s\",\"scopes\":[\"%s\"]}"
                        .formatted(admin, scopes)))
        .get("key")
        .getAsString();
  }
}
