package run.edges.companion.server.openapi;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import run.edges.companion.protocol.api.ErrorBody;
import run.edges.companion.protocol.api.IdentityBody;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.IntegrationBody.Verification.Verdict;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.api.SharedLinkBody;
import run.edges.companion.protocol.api.WebhookBody;
import run.edges.companion.protocol.api.WorkspaceBody;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.IntegrationState;
import run.edges.companion.protocol.wire.LinkedInMember;
import run.edges.companion.protocol.wire.ServerMessage.RecordEntry;
import run.edges.companion.protocol.wire.WireJson;
import run.edges.companion.server.testing.ApiContract;
import run.edges.companion.server.webhook.IntegrationEvents;

/** The document has the records and enums of the code, with null where it can be. */
class OpenApiSchemasTest {
  private static final JsonObject SCHEMAS =
      ApiContract.document().getAsJsonObject("components").getAsJsonObject("schemas");

  private static final Map<String, Class<? extends Record>> ANSWERS =
      Map.ofEntries(
          Map.entry("Error", ErrorBody.class),
          Map.entry("ErrorParams", ErrorBody.Params.class),
          Map.entry("Identity", IdentityBody.class),
          Map.entry("Account", IdentityBody.Account.class),
          Map.entry("Integration", IntegrationBody.class),
          Map.entry("Healths", IntegrationBody.Healths.class),
          Map.entry("Health", IntegrationBody.Health.class),
          Map.entry("Device", IntegrationBody.Device.class),
          Map.entry("Upstream", IntegrationBody.Upstream.class),
          Map.entry("Checkpoint", IntegrationBody.Checkpoint.class),
          Map.entry("SignIn", IntegrationBody.SignIn.class),
          Map.entry("Verification", IntegrationBody.Verification.class),
          Map.entry("Proxy", IntegrationBody.Proxy.class),
          Map.entry("Refresh", IntegrationBody.Refresh.class),
          Map.entry("RecordEntry", RecordEntry.class),
          Map.entry("SharedLink", SharedLinkBody.class),
          Map.entry("Workspace", WorkspaceBody.class),
          Map.entry("CreatedWorkspace", WorkspaceBody.Created.class),
          Map.entry("Member", WorkspaceBody.Member.class),
          Map.entry("Invitation", WorkspaceBody.Invitation.class),
          Map.entry("ApiKey", WorkspaceBody.ApiKey.class),
          Map.entry("Webhook", WebhookBody.class),
          Map.entry("Delivery", WebhookBody.Delivery.class),
          Map.entry("TestResult", WebhookBody.TestResult.class));

  private static final Map<String, Class<? extends Record>> REQUESTS =
      Map.ofEntries(
          Map.entry("NewIdentity", IdentityBody.New.class),
          Map.entry("IdentityUpdate", IdentityBody.Update.class),
          Map.entry("Connect", IntegrationBody.Connect.class),
          Map.entry("AuthData", IntegrationBody.AuthData.class),
          Map.entry("Cookies", IntegrationBody.Cookies.class),
          Map.entry("Basic", IntegrationBody.Basic.class),
          Map.entry("CheckpointAnswer", IntegrationBody.Checkpoint.Answer.class),
          Map.entry("NewProxy", IntegrationBody.Proxy.New.class),
          Map.entry("NewSharedLink", SharedLinkBody.New.class),
          Map.entry("NewWorkspace", WorkspaceBody.New.class),
          Map.entry("NewMember", WorkspaceBody.NewMember.class),
          Map.entry("NewApiKey", WorkspaceBody.NewApiKey.class),
          Map.entry("NewWebhook", WebhookBody.New.class));

  /** Written without null: what is absent is left out. */
  private static final Map<String, Class<? extends Record>> SESSION =
      Map.of(
          "Session", CapturedSession.class,
          "SessionCookie", CapturedSession.Cookie.class,
          "LinkedInMember", LinkedInMember.class);

  /** Objects and choices of the document that are no Java type. */
  private static final Set<String> OTHERS = Set.of("Nothing", "LoginLinks", "IdentityType");

  private static final Map<String, List<?>> ENUMS =
      Map.ofEntries(
          Map.entry("IntegrationStatus", List.of(IntegrationState.Status.values())),
          Map.entry("IntegrationState", List.of(IntegrationState.State.values())),
          Map.entry("SetupMethod", List.of(SetupMethod.values())),
          Map.entry(
              "SetupSource",
              Stream.of(SetupMethod.values()).map(SetupMethod::setupSource).toList()),
          Map.entry(
              "AuthMethod", Stream.of(SetupMethod.values()).map(SetupMethod::authMethod).toList()),
          Map.entry("VerifiedBy", List.of(IntegrationBody.VerifiedBy.values())),
          Map.entry("HealthState", List.of(IntegrationBody.Health.State.values())),
          Map.entry(
              "CheckpointType",
              Stream.of(IntegrationBody.Checkpoint.Type.values())
                  .map(type -> WireJson.API.toJsonTree(type).getAsString())
                  .toList()),
          Map.entry("SignInStep", List.of(IntegrationBody.SignIn.Step.values())),
          Map.entry("Verdict", List.of(Verdict.values())),
          Map.entry("LinkKind", List.of(SharedLinkBody.Kind.values())),
          Map.entry("RefreshOutcome", List.of(IntegrationBody.Refresh.Outcome.values())),
          Map.entry(
              "UnavailableReason",
              Stream.of(ErrorCode.values()).filter(ErrorCode::isUnavailableReason).toList()),
          Map.entry("SharedLinkState", List.of(SharedLinkBody.State.values())),
          Map.entry("Role", List.of(WorkspaceBody.Role.values())),
          Map.entry("Scope", List.of(Scope.values())),
          Map.entry("WebhookEvent", List.of(IntegrationEvents.Event.values())),
          Map.entry("DeliveryState", List.of(WebhookBody.Delivery.State.values())));

  @Test
  void schemas_each_isARecordAnEnumOrKnown() {
    assertThat(SCHEMAS.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(ANSWERS.keySet(), REQUESTS.keySet(), SESSION.keySet(), ENUMS.keySet(), OTHERS)
                .flatMap(Set::stream)
                .toList());
  }

  @Test
  void schemas_ofAnswers_haveEveryComponentAndNullWhereItCanBe() {
    ANSWERS.forEach((name, record) -> {
      JsonObject schema = SCHEMAS.getAsJsonObject(name);
      Map<String, Boolean> components = components(record);
      assertThat(properties(schema)).as(name).isEqualTo(components);
      assertThat(strings(schema, "required")).as(name).isEqualTo(components.keySet());
    });
  }

  @Test
  void schemas_ofRequests_haveEveryComponent() {
    REQUESTS.forEach((name, record) -> {
      JsonObject schema = SCHEMAS.getAsJsonObject(name);
      assertThat(properties(schema).keySet()).as(name).isEqualTo(components(record).keySet());
      properties(schema)
          .forEach((property, nullable) ->
              assertThat(nullable)
                  .as("%s.%s: what must be there is not null", name, property)
                  .isNotEqualTo(strings(schema, "required").contains(property)));
    });
  }

  @Test
  void schemas_ofTheSession_leaveOutWhatIsAbsent() {
    SESSION.forEach((name, record) -> {
      JsonObject schema = SCHEMAS.getAsJsonObject(name);
      Map<String, Boolean> components = components(record);
      assertThat(properties(schema).keySet()).as(name).isEqualTo(components.keySet());
      assertThat(properties(schema).values()).as(name).containsOnly(false);
      components.forEach((component, absent) ->
          assertThat(strings(schema, "required").contains(component))
              .as(name + "." + component)
              .isNotEqualTo(absent));
    });
  }

  @Test
  void schemas_objects_haveNoOtherMembers() {
    SCHEMAS
        .asMap()
        .forEach((name, schema) -> {
          if (!schema.getAsJsonObject().has("enum")) {
            assertThat(schema.getAsJsonObject().get("additionalProperties"))
                .as(name)
                .isEqualTo(JsonParser.parseString("false"));
          }
        });
  }

  @Test
  void enums_ofTheDocument_areThoseOfTheCode() {
    ENUMS.forEach((name, constants) ->
        assertThat(strings(SCHEMAS.getAsJsonObject(name), "enum"))
            .as(name)
            .isEqualTo(
                constants.stream()
                    .map(constant -> WireJson.API.toJsonTree(constant).getAsString())
                    .collect(toSet())));
  }

  /** Names as in JSON, and whether each can be absent. */
  private static Map<String, Boolean> components(Class<? extends Record> record) {
    Map<String, Boolean> components = new TreeMap<>();
    for (Field field : record.getDeclaredFields()) {
      if (!Modifier.isStatic(field.getModifiers())) {
        components.put(
            FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES.translateName(field),
            field.getAnnotatedType().isAnnotationPresent(Nullable.class));
      }
    }
    return components;
  }

  /** Names, and whether each can be null. */
  private static Map<String, Boolean> properties(JsonObject schema) {
    Map<String, Boolean> properties = new TreeMap<>();
    schema
        .getAsJsonObject("properties")
        .asMap()
        .forEach((name, property) ->
            properties.put(
                name,
                property.getAsJsonObject().has("anyOf")
                    || property.getAsJsonObject().get("type") instanceof JsonArray));
    return properties;
  }

  private static Set<String> strings(JsonObject schema, String member) {
    return schema.has(member)
        ? schema.getAsJsonArray(member).asList().stream()
            .map(JsonElement::getAsString)
            .collect(toSet())
        : Set.of();
  }
}
