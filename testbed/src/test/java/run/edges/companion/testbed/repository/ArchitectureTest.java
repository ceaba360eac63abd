package run.edges.companion.testbed.repository;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import run.edges.companion.protocol.secret.SecretAccess;

/** Which part may use which. Reads the compiled classes, so that nothing hides behind an import. */
class ArchitectureTest {
  private static final String BASE = "run.edges.companion.";
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .importPaths(
              List.of(
                  Repository.classes("protocol"),
                  Repository.classes("host"),
                  Repository.classes("server")));

  /** Who may read a secret's value, and what for. A new line here is a decision for a reviewer. */
  private static final Map<String, String> REVEALS =
      Map.ofEntries(
          Map.entry("host.device.DeviceKeys", "writes the device key to its owner-only file"),
          Map.entry("host.nativemessage.Extension", "hands the owner's page to the browser"),
          Map.entry("host.training.TrainCommand", "plays both sides with secrets that it made up"),
          Map.entry("protocol.api.CompanionClient", "sends the API key that it was given"),
          Map.entry("protocol.secret.SecretText", "makes a text of random bytes"),
          Map.entry("protocol.seal.Envelope", "hands the key to HPKE"),
          Map.entry("protocol.seal.KeyPair", "computes the public key"),
          Map.entry("protocol.statement.ServerIdentity", "signs, and computes the public key"),
          Map.entry("protocol.wire.CapturedSession", "checks the form of a cookie's value"),
          Map.entry("protocol.wire.SharedLink", "writes the whole link, which holds its secret"),
          Map.entry("protocol.wire.WireJson", "writes what an envelope will hold"),
          Map.entry("server.FirstWorkspace", "writes the first API key to its owner-only file"),
          Map.entry("server.ServeCommand", "prints the link of the first sign-in"),
          Map.entry("server.administration.ShownOnce", "writes what a dialog shows once"),
          Map.entry("server.access.Access", "writes an invitation"),
          Map.entry("server.access.AccessPages", "writes the cookie of a sign-in"),
          Map.entry("server.access.Passkeys", "hands a challenge to the browser"),
          Map.entry("server.access.Passwords", "hashes a password"),
          Map.entry("server.command.KeyCommand", "prints the API key that was asked for"),
          Map.entry("server.command.LinkCommand", "prints the link that was asked for"),
          Map.entry("server.command.WorkspaceCommand", "prints the invitation that was asked for"),
          Map.entry("server.command.WebhookCommand", "prints the secret that was asked for"),
          Map.entry("server.owner.OwnerTokens", "reads the end that a token says"),
          Map.entry("server.invite.IdentityActionsResource", "shows the link that was asked for"),
          Map.entry("server.linkedin.LinkedInPages", "types what the owner gave into LinkedIn"),
          Map.entry("server.linkedin.LinkedInProbe", "shows LinkedIn the session it is about"),
          Map.entry("server.mail.Occasion", "writes the login link into the owner's mail"),
          Map.entry("server.mail.SmtpServer", "signs in to the mail server, and sends the mail"),
          Map.entry("server.proxy.ProxyResource", "checks the form of a proxy with a password"),
          Map.entry("server.proxy.ProxyStore", "encrypts a proxy with a password"),
          Map.entry("server.setup.CheckpointResource", "checks the form of a code"),
          Map.entry("server.upstream.UpstreamSender", "passes the session on, as configured"),
          Map.entry("server.webhook.Signature", "signs with a webhook's secret"),
          Map.entry("server.webhook.WebhookSender", "calls a URL that can hold a password"),
          Map.entry("server.webhook.WebhookStore", "encrypts a webhook's secret and URL"),
          Map.entry("server.channel.DeviceChannel", "makes a nonce, which is public"),
          Map.entry("server.keys.ServerKeys", "writes the server's keys to owner-only files"),
          Map.entry("server.link.LinkStore", "writes a whole link, and its id"),
          Map.entry("server.vault.Vault", "wraps and unwraps data keys"),
          Map.entry("server.workspace.ApiKeyStore", "writes the prefix of an API key"));

  @Test
  void modules_eachOther_seeOnlyTheProtocol() {
    seesNot("protocol", "host", "server", "testbed");
    seesNot("host", "server", "testbed");
    seesNot("server", "host", "testbed");
  }

  @Test
  void features_ofOneProgram_haveNoCycles() {
    for (String program : List.of("host", "server")) {
      slices().matching(BASE + program + ".(*)..").should().beFreeOfCycles().check(PRODUCT);
    }
  }

  @Test
  void features_theRoot_isNotSeen() {
    for (String program : List.of("host", "server")) {
      noClasses()
          .that()
          .resideInAPackage(BASE + program + ".*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(BASE + program)
          .because("the root wires the features, not the other way round")
          .check(PRODUCT);
    }
  }

  @Test
  void container_outsideOfHttp_isNotNamed() {
    noClasses()
        .that()
        .resideInAPackage(BASE + "server..")
        .and()
        .resideOutsideOfPackage(BASE + "server.http..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.glassfish..", "io.netty..")
        .because("endpoints are plain jakarta, so that the container can be replaced")
        .check(PRODUCT);
  }

  @Test
  void sql_outsideOfStores_isNotWritten() {
    DescribedPredicate<JavaClass> mayNot =
        describe(
            "are neither a store nor of the database or consent package",
            type ->
                !topLevel(type).endsWith("Store")
                    && !inAny(type, "server.database", "server.consent"));
    noClasses()
        .that(mayNot)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.jdbi.v3.core.statement..")
        .orShould()
        .callMethodWhere(
            describe(
                "a Jdbi handle is used, not only passed on",
                call -> call.getTargetOwner().getName().equals("org.jdbi.v3.core.Handle")))
        .because("one place per table knows its columns")
        .check(PRODUCT);
    noClasses()
        .that(mayNot)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "com.zaxxer..", "org.flywaydb..")
        .because("the database package owns connections, stores read rows")
        .check(PRODUCT);
  }

  @Test
  void rest_outsideOfResources_isNotUsed() {
    DescribedPredicate<JavaClass> mayNot =
        describe(
            "are neither a resource, a page, a filter, of the http package nor who is calling",
            type ->
                !topLevel(type)
                        .matches(".*(Resource|Pages?|Filter)|ScopeFeature|WorkspacePrincipal")
                    && !inAny(type, "server.http"));
    noClasses()
        .that(mayNot)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.ws.rs..")
        .because("the rest of a feature does not know that it is called by HTTP")
        .check(PRODUCT);
  }

  @Test
  void channel_outsideOfItsPackage_isNotNamed() {
    noClasses()
        .that()
        .resideInAPackage(BASE + "server..")
        .and()
        .resideOutsideOfPackages(BASE + "server.http", BASE + "server.channel")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.websocket..")
        .because("features reach devices through signals")
        .check(PRODUCT);
  }

  @Test
  void logging_ofTheJdk_isNotUsed() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(BASE + "server.Main")
        .and()
        .resideOutsideOfPackage(BASE + "host..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..")
        .because("the server logs with SLF4J; its Main only bridges, the host's only silences")
        .check(PRODUCT);
  }

  @Test
  void internals_ofTheJdk_areNotUsed() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("sun..", "jdk.internal..")
        .because("they change without notice")
        .check(PRODUCT);
  }

  @Test
  void secrets_revealed_onlyByTheListed() {
    assertThat(
            PRODUCT.get(SecretAccess.class).getMethod("granted").getAccessesToSelf().stream()
                .map(access -> fullName(access.getOriginOwner()))
                .collect(Collectors.toSet()))
        .containsExactlyInAnyOrderElementsOf(REVEALS.keySet());
  }

  private static void seesNot(String part, String... others) {
    for (String other : others) {
      noClasses()
          .that()
          .resideInAPackage(BASE + part + "..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage(BASE + other + "..")
          .check(PRODUCT);
    }
  }

  private static boolean inAny(JavaClass type, String... packages) {
    return List.of(packages).stream().anyMatch(each -> type.getPackageName().equals(BASE + each));
  }

  /** The simple name of the class that a file is named after. */
  private static String topLevel(JavaClass type) {
    String name = fullName(type);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String fullName(JavaClass type) {
    String name = type.getName();
    int nested = name.indexOf('$');
    return (nested < 0 ? name : name.substring(0, nested)).replace(BASE, "");
  }
}
