package run.edges.companion.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.page.Texts;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.Dashboard;
import run.edges.companion.server.testing.DatabaseRows;
import run.edges.companion.server.testing.RunningServer;

/** What is done stands in the audit once, and nothing that was sent does. */
class AuditTest {
  /** Methods that write their entry otherwise, or change nothing that anybody asks about later. */
  private static final Map<String, String> WITHOUT =
      Map.of(
          "AccessPages.signIn", "the sign-in, or its failure, is the entry",
          "AccessPages.signInByPasskey", "the sign-in is the entry",
          "AccessPages.passkeyOptions", "only asks the browser for a passkey",
          "AccessPages.look", "only looks at an invitation",
          "AccessPages.accept", "the accepted invitation is the entry",
          "AccountPage.changeLanguage", "how a member reads concerns nobody else",
          "AccountPage.passkeyOptions", "only asks the browser for a passkey",
          "IntegrationPage.refresh", "only says whom it will ask; its answer is the entry");

  @AutoClose private RunningServer server;
  private Dashboard admin;

  @BeforeEach
  void start(@TempDir Path folder) {
    server = RunningServer.start(folder);
    admin = Dashboard.accept(server.address(), server.invitation(), "Ada Admin", "ada@example.com");
  }

  @Test
  void methods_thatChangeSomething_areAuditedOrListedWithAReason() {
    Set<String> without =
        changing()
            .filter(method -> !method.isAnnotationPresent(Audited.class))
            .map(method -> method.getDeclaringClass().getSimpleName() + "." + method.getName())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(without).isEqualTo(new TreeSet<>(WITHOUT.keySet()));
  }

  @Test
  void actions_each_hasAText() {
    Texts texts = Texts.of(List.of());
    Set<String> actions =
        Stream.concat(
                changing()
                    .flatMap(method -> Stream.ofNullable(method.getAnnotation(Audited.class)))
                    .map(Audited::value),
                Stream.of("sign-in", "sign-in.failed", "invitation.accept"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(new TreeSet<>(texts.keysBelow("audit.action."))).isEqualTo(actions);
  }

  @Test
  void entries_ofTheApi_sayWhoAndWhatOnce() {
    String identity = server.api().createIdentity("Grace Hopper");
    assertThat(entries())
        .contains("command line|1|identity.create|" + identity)
        .doesNotHaveDuplicates();
    assertThat(server.api().post("/v1/identities", "{\"name\":\"x\"}").statusCode()).isEqualTo(400);
    assertThat(count("identity.create")).as("a failure is no entry").isEqualTo(1);
  }

  @Test
  void entries_ofTheDashboard_areOneForEachPress() {
    assertThat(
            admin
                .post(
                    "/dashboard/new",
                    Map.of("name", "Grace Hopper", "email", "", "timezone", "Europe/Paris"))
                .statusCode())
        .isEqualTo(303);
    assertThat(count("identity.create")).isEqualTo(1);
    var _ = admin.invite("Olga Ops", "OPS");
    assertThat(count("member.create")).isEqualTo(1);
    assertThat(count("member.invite")).isZero();
    String page = admin.get("/dashboard/audit").body();
    assertThat(page).contains("Ada Admin", "Created an identity", "Grace Hopper", "Added a member");
    assertThat(admin.get("/dashboard/audit?action=member.create").body())
        .contains("Olga Ops")
        .doesNotContain("Grace Hopper");
  }

  @Test
  void request_sentAgainWithTheSameKey_isOneEntry() {
    for (int times = 0; times < 2; times++) {
      assertThat(
              server
                  .api()
                  .send(
                      server
                          .api()
                          .request("/v1/identities")
                          .header("Content-Type", "application/json")
                          .header("Idempotency-Key", "once")
                          .POST(
                              java.net.http.HttpRequest.BodyPublishers.ofString(
                                  "{\"name\":\"Grace Hopper\"}")))
                  .statusCode())
          .isEqualTo(200);
    }
    assertThat(count("identity.create")).isEqualTo(1);
  }

  @Test
  void signIns_rightAndWrong_areEntries() {
    Dashboard browser = Dashboard.stranger(server.address());
    assertThat(browser.signIn("ada@example.com", "not the password").statusCode()).isEqualTo(422);
    assertThat(browser.signIn("nobody@example.com", "not the password").statusCode())
        .isEqualTo(422);
    assertThat(browser.signIn("ada@example.com", Dashboard.PASSWORD).statusCode()).isEqualTo(303);
    assertThat(browser.post("/dashboard/sign-out", Map.of()).statusCode()).isEqualTo(303);
    assertThat(count("invitation.accept")).isEqualTo(1);
    assertThat(count("sign-in.failed")).isEqualTo(1);
    assertThat(count("sign-in")).isEqualTo(1);
    assertThat(count("sign-out")).isEqualTo(1);
    assertThat(DatabaseRows.query(server.folder(), "SELECT actor || address FROM audit_entry"))
        .allSatisfy(row -> assertThat(row).doesNotContain("not the password", "null"));
  }

  @Test
  void page_withManyEntries_leadsToTheOlder() {
    for (int i = 0; i < 60; i++) {
      var _ = server.api().createIdentity("Identity " + i);
    }
    String first = admin.get("/dashboard/audit?action=identity.create").body();
    assertThat(first).contains("Identity 59").doesNotContain("Identity 9<");
    String older =
        Dashboard.found(
                java.util.regex.Pattern.compile("id=\"page-next\" href=\"([^\"]+)\""), first)
            .replace("&amp;", "&");
    assertThat(admin.get(older).body())
        .contains("Identity 9<", "Identity 0")
        .doesNotContain("Identity 59");
    assertThat(Api.json(server.otherWorkspace("Strangers").get("/v1/identities")).getAsJsonArray())
        .isEmpty();
  }

  private List<String> entries() {
    return DatabaseRows.query(
        server.folder(),
        "SELECT actor || '|' || by_key || '|' || action || '|' || COALESCE(subject, '') FROM audit_entry");
  }

  private int count(String action) {
    return DatabaseRows.query(
            server.folder(), "SELECT id FROM audit_entry WHERE action = '" + action + "'")
        .size();
  }

  private static Stream<Method> changing() {
    return new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("run.edges.companion.server")
            .stream()
            .filter(type -> type.isAnnotatedWith(jakarta.ws.rs.Path.class))
            .map(JavaClass::reflect)
            .filter(type ->
                type.getAnnotation(jakarta.ws.rs.Path.class)
                    .value()
                    .matches("(v1|dashboard)(/.*)?"))
            .flatMap(type -> Stream.of(type.getDeclaredMethods()))
            .filter(method ->
                method.isAnnotationPresent(POST.class)
                    || method.isAnnotationPresent(PUT.class)
                    || method.isAnnotationPresent(DELETE.class));
  }
}
