package run.edges.companion.protocol.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonSyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import run.edges.companion.protocol.api.IntegrationBody.Health;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.WireJson;

/** What may be absent: left out by clients, null in the server's answers, read either way. */
class NullMembersTest {
  private static final Gson SERVER = WireJson.API.newBuilder().serializeNulls().create();

  @Test
  void integration_withEachOptionalMemberNull_isReadAsWritten() {
    Health absent = new Health(Health.State.ABSENT, null);
    IntegrationBody body =
        new IntegrationBody(
            "uid",
            "identity",
            "linkedin",
            IntegrationState.Status.PENDING,
            "COOKIES",
            "COOKIES",
            "API",
            false,
            "Ada",
            null,
            null,
            null,
            null,
            null,
            Instant.EPOCH,
            Instant.EPOCH,
            SetupMethod.API_COOKIES,
            IntegrationState.State.ACTIVE,
            null,
            null,
            null,
            null,
            null,
            null,
            new IntegrationBody.Healths(absent, absent),
            List.of(),
            null,
            null,
            null);

    assertThat(WireJson.API.fromJson(SERVER.toJson(body), IntegrationBody.class)).isEqualTo(body);
    assertThat(WireJson.API.fromJson(WireJson.API.toJson(body), IntegrationBody.class))
        .isEqualTo(body);
  }

  @Test
  void secret_absent_isReadAsWritten() {
    var key =
        new WorkspaceBody.ApiKey(
            "id", "member", "name", Set.of(Scope.READ), Instant.EPOCH, null, null, null);
    var cookies = new IntegrationBody.Cookies(SecretText.of("a"), null, null);

    assertThat(WireJson.API.fromJson(SERVER.toJson(key), WorkspaceBody.ApiKey.class))
        .isEqualTo(key);
    assertThat(WireJson.API.toJson(cookies)).isEqualTo("{\"li_at\":\"a\"}");
  }

  @Test
  void error_withoutParams_isReadAsWritten() {
    ErrorBody body = new ErrorBody("A", "A", "companion", "ref", "text", 400, null);

    assertThat(WireJson.API.fromJson(SERVER.toJson(body), ErrorBody.class)).isEqualTo(body);
  }

  @Test
  void record_nullWhereItIsRequired_isRefused() {
    assertThatThrownBy(() ->
            WireJson.API.fromJson(
                "{\"classic\":{\"state\":\"DEAD\"},\"sales_navigator\":null}",
                IntegrationBody.Healths.class))
        .isInstanceOf(JsonSyntaxException.class);
  }
}
