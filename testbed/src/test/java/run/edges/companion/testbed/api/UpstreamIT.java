package run.edges.companion.testbed.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import run.edges.companion.protocol.api.CompanionClient;
import run.edges.companion.protocol.api.IdentityBody;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.wire.IntegrationState.Status;
import run.edges.companion.testbed.linkedin.LinkedInMember;
import run.edges.companion.testbed.linkedin.SessionCookies;
import run.edges.companion.testbed.product.Network;
import run.edges.companion.testbed.product.ServerApi;
import run.edges.companion.testbed.product.ServerProcess;

/** Every verified session goes on to an Edges API, here another server of ours behind a network. */
class UpstreamIT {
  /** The outbox tries again after five to six seconds. */
  private static final Duration RETRY = Duration.ofSeconds(15);

  @RegisterExtension static final Companion UPSTREAM = new Companion();

  private static final Network NETWORK = new Network();
  private static @Nullable ServerProcess server;
  private static @Nullable ServerApi api;

  @BeforeAll
  static void start() throws IOException {
    NETWORK.leadTo(UPSTREAM.server().port());
    String trusted =
        UPSTREAM.linkedin().certificatePem() + Files.readString(UPSTREAM.server().certificate());
    server =
        UPSTREAM
            .newServer("first", trusted)
            .with("EDGES_COMPANION_EDGES_URL", "https://localhost:" + NETWORK.port() + "/v1")
            .with("EDGES_COMPANION_EDGES_API_KEY_FILE", UPSTREAM.server().apiKeyFile().toString())
            .start();
    api = new ServerApi(server);
  }

  @AfterAll
  static void stop() {
    Objects.requireNonNull(server).close();
    NETWORK.close();
  }

  @BeforeEach
  void mend() {
    NETWORK.mend();
  }

  @Test
  void connect_first_makesTheIdentityAndConnectsIt() {
    String name = newName();
    String identity =
        client()
            .createIdentity(new IdentityBody.New(name, "Europe/Kyiv", "engagement", null))
            .uid();
    SessionCookies grace = UPSTREAM.linkedin().sessions().signIn(LinkedInMember.GRACE);

    client().connect(identity, Companion.cookies(grace));

    IdentityBody arrived = awaitUpstream(name, grace);
    assertThat(arrived.timezone()).isEqualTo("Europe/Kyiv");
    assertThat(arrived.type()).isEqualTo("engagement");
    IntegrationBody integration = UPSTREAM.client().integration(arrived.uid());
    assertThat(integration.status()).isEqualTo(Status.VALID);
    assertThat(integration.level()).isEqualTo("Sales Navigator");
    assertThat(integration.verifiedAs()).isEqualTo(LinkedInMember.GRACE.fullName());
    awaitAnswer(identity, "VALID");
    assertThat(client().consentRecord(identity).getLast().body())
        .as("the owner sees to whom the session went")
        .contains("\"event\":\"SESSION_RELEASED\"", "\"to\":\"localhost\"");
  }

  @Test
  void connect_again_reachesTheSameIdentity() {
    String name = newName();
    String identity = createIdentity(name);
    SessionCookies before = UPSTREAM.linkedin().sessions().signIn(LinkedInMember.ADA);
    client().connect(identity, Companion.cookies(before));
    IdentityBody first = awaitUpstream(name, before);
    SessionCookies rotated = UPSTREAM.linkedin().sessions().signIn(LinkedInMember.ADA);

    client().connect(identity, Companion.cookies(rotated));

    assertThat(awaitUpstream(name, rotated).uid()).isEqualTo(first.uid());
  }

  @Test
  void connect_upstreamDown_isTriedAgain() {
    String name = newName();
    String identity = createIdentity(name);
    SessionCookies ada = UPSTREAM.linkedin().sessions().signIn(LinkedInMember.ADA);
    NETWORK.cut();

    IntegrationBody made = client().connect(identity, Companion.cookies(ada));

    assertThat(made.status()).as("what is upstream does not matter here").isEqualTo(Status.VALID);
    Awaitility.await("a failed attempt")
        .atMost(RETRY)
        .until(
            () -> DatabaseRows.failedAttempts(Objects.requireNonNull(server), made.uid()),
            attempts -> attempts >= 1);
    assertThat(client().integration(identity).status()).isEqualTo(Status.VALID);
    assertThat(found(name)).isEmpty();
    NETWORK.mend();

    awaitUpstream(name, ada);
    awaitAnswer(identity, "VALID");
  }

  @Test
  void connect_upstreamIdentityDeleted_isMadeAgain() {
    String name = newName();
    String identity = createIdentity(name);
    SessionCookies before = UPSTREAM.linkedin().sessions().signIn(LinkedInMember.ADA);
    client().connect(identity, Companion.cookies(before));
    IdentityBody first = awaitUpstream(name, before);
    awaitAnswer(identity, "VALID");
    UPSTREAM.client().deleteIdentity(first.uid());
    SessionCookies rotated = UPSTREAM.linkedin().sessions().signIn(LinkedInMember.ADA);

    client().connect(identity, Companion.cookies(rotated));

    assertThat(awaitUpstream(name, rotated).uid()).isNotEqualTo(first.uid());
    awaitAnswer(identity, "VALID");
  }

  @Test
  void connect_upstreamRefuses_showsItsWords() {
    String name = newName();
    String identity = createIdentity(name);
    SessionCookies ada = UPSTREAM.linkedin().sessions().signIn(LinkedInMember.ADA);
    client().connect(identity, Companion.cookies(ada));
    IdentityBody arrived = awaitUpstream(name, ada);
    awaitAnswer(identity, "VALID");
    UPSTREAM.client().deleteIntegration(arrived.uid());
    UPSTREAM.connect(arrived.uid(), UPSTREAM.linkedin().sessions().signIn(LinkedInMember.ALAN));

    client()
        .connect(
            identity, Companion.cookies(UPSTREAM.linkedin().sessions().signIn(LinkedInMember.ADA)));

    awaitAnswer(identity, "MEMBER_MISMATCH");
    assertThat(client().integration(identity).status()).isEqualTo(Status.VALID);
  }

  /** Waits until the one identity of this name upstream has exactly this session. */
  private static IdentityBody awaitUpstream(String name, SessionCookies cookies) {
    return Awaitility.await("the session upstream")
        .atMost(RETRY)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> found(name),
            all ->
                all.size() == 1
                    && all.getFirst().integrations().contains("linkedin")
                    && released(all.getFirst().uid(), "li_at").equals(Optional.of(cookies.liAt()))
                    && released(all.getFirst().uid(), "li_a")
                        .equals(Optional.ofNullable(cookies.liA())))
        .getFirst();
  }

  private static void awaitAnswer(String identity, String words) {
    Awaitility.await("upstream's answer " + words)
        .atMost(RETRY)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> Optional.ofNullable(client().integration(identity).upstream()),
            upstream -> upstream.filter(it -> it.answer().startsWith(words)).isPresent());
  }

  private static List<IdentityBody> found(String name) {
    return UPSTREAM.client().identities(Optional.of(name), 1, true);
  }

  private static Optional<String> released(String identity, String cookie) {
    return UPSTREAM
        .client()
        .session(identity)
        .find(cookie)
        .map(found -> found.value().reveal(SecretAccess.granted()));
  }

  private static String newName() {
    return "Shared " + UUID.randomUUID();
  }

  private static String createIdentity(String name) {
    return Objects.requireNonNull(api).createIdentity(name);
  }

  private static CompanionClient client() {
    return Objects.requireNonNull(api).client();
  }
}
