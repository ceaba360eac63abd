package run.edges.companion.server.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.statement.ServerIdentity;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.CapturedSession.Cookie;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.server.consent.ConsentRecord;
import run.edges.companion.server.consent.Receipts;
import run.edges.companion.server.device.DeviceStore;
import run.edges.companion.server.identity.IdentityStore;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.integration.IntegrationBodies;
import run.edges.companion.server.integration.IntegrationStore;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.integration.SessionIntake;
import run.edges.companion.server.integration.SessionStore;
import run.edges.companion.server.integration.Signals;
import run.edges.companion.server.outbox.OutboxStore;
import run.edges.companion.server.testing.MovableClock;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.StoreFixture;
import run.edges.companion.server.testing.TestDatabase;
import run.edges.companion.server.webhook.IntegrationEvents;
import run.edges.companion.server.webhook.ListeningWebhook;
import run.edges.companion.server.webhook.WebhookStore;

/** A cookie that ends by its own date is told of once, ahead of time. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
class WarningsTest {
  private static final Duration DAY = Duration.ofDays(1);

  @Parameter private TestDatabase kind = TestDatabase.SQLITE;
  @AutoClose private StoreFixture fixture;

  private final MovableClock clock = new MovableClock();
  private Revocation.Stores stores;
  private IntegrationEvents events;
  private SessionIntake intake;
  private Warnings warnings;

  @BeforeEach
  void open(@TempDir Path folder) {
    fixture = StoreFixture.open(kind, folder);
    DeviceStore devices = new DeviceStore();
    stores =
        new Revocation.Stores(
            fixture.database(),
            new IdentityStore(),
            devices,
            new IntegrationStore(),
            new IntegrationBodies(devices, (_, _) -> Map.of(), clock),
            new SessionStore(fixture.vault()),
            new ConsentRecord());
    WebhookStore webhooks = new WebhookStore(fixture.vault());
    ListeningWebhook.create(fixture, webhooks);
    events =
        new IntegrationEvents(
            webhooks, new OutboxStore(), new IdentityStore(), false, false, _ -> {});
    intake = new SessionIntake(stores, events, Duration.ofHours(1), clock);
    warnings = new Warnings(stores, new VerificationStore(), events, clock);
  }

  @ParameterizedTest
  @CsvSource({
    "P8D, 0",
    "P7DT1S, 0",
    "P7D, 1",
    "P1D, 1",
    "PT1S, 1",
    "PT0S, 1",
    "-PT1S, 0",
    "-P30D, 0"
  })
  void warn_cookieThatEnds_isToldWithinSevenDaysAndNotAfterwards(Duration left, int told) {
    store(fixture.newIntegration(), left, null);

    assertThat(warnedAfter(Duration.ZERO)).isEqualTo(told);
  }

  @Test
  void warn_cookieWithoutAnEnd_isNotTold() {
    store(fixture.newIntegration(), null, null);

    assertThat(warnedAfter(Duration.ZERO)).isZero();
  }

  @Test
  void warn_again_isToldOnceForEachCookie() {
    store(fixture.newIntegration(), DAY.multipliedBy(10), DAY.multipliedBy(8));

    assertThat(warnedAfter(Duration.ZERO)).isZero();
    assertThat(warnedAfter(DAY)).as("li_a").isEqualTo(1);
    assertThat(warnedAfter(DAY)).isZero();
    assertThat(warnedAfter(DAY)).as("li_at").isEqualTo(1);
    assertThat(warnedAfter(DAY)).isZero();
    assertThat(warnedAfter(DAY.multipliedBy(30))).isZero();
  }

  @Test
  void warn_bothCookiesEndSoon_isToldOfEach() {
    store(fixture.newIntegration(), DAY, DAY);

    assertThat(warnedAfter(Duration.ZERO)).isEqualTo(2);
  }

  @Test
  void warn_severalIntegrations_areToldOfEachOnce() {
    for (int i = 0; i < 3; i++) {
      store(fixture.newIntegration(), DAY.plusHours(i), null);
    }
    store(fixture.newIntegration(), DAY.multipliedBy(300), null);

    assertThat(warnedAfter(Duration.ZERO)).isEqualTo(3);
    assertThat(warnedAfter(Duration.ofHours(1))).isZero();
  }

  @Test
  void warn_afterANewSession_isToldAnew() {
    String uid = fixture.newIntegration();
    store(uid, DAY, null);
    assertThat(warnedAfter(Duration.ZERO)).isEqualTo(1);

    store(uid, DAY.multipliedBy(2), null);

    assertThat(warnedAfter(Duration.ZERO)).isEqualTo(1);
    assertThat(warnedAfter(Duration.ofHours(1))).isZero();
  }

  @Test
  void warn_afterANewSessionThatLasts_isNotToldUntilThatOneEnds() {
    String uid = fixture.newIntegration();
    store(uid, DAY, null);
    store(uid, DAY.multipliedBy(365), null);

    assertThat(warnedAfter(Duration.ZERO)).isZero();
    assertThat(warnedAfter(DAY.multipliedBy(359))).isEqualTo(1);
  }

  @Test
  void warn_liAtRenewedByLinkedIn_isNotToldOfTheSameLiAAgain() {
    String uid = fixture.newIntegration();
    CapturedSession stored = store(uid, DAY.multipliedBy(300), DAY);
    assertThat(warnedAfter(Duration.ZERO)).isEqualTo(1);

    clock.advance(Duration.ofHours(1));
    intake.noteAlive(
        get(uid),
        Optional.of(
            stored.withLiAt(SecretText.of("renewed"), clock.instant().plus(Duration.ofDays(365)))),
        Optional.of(true));

    assertThat(warnedAfter(Duration.ZERO)).isZero();
  }

  @Test
  void warn_liAtRenewedByLinkedIn_isNotToldOfTheEndOfTheOldOne() {
    String uid = fixture.newIntegration();
    CapturedSession stored = store(uid, DAY.multipliedBy(8), null);

    intake.noteAlive(
        get(uid),
        Optional.of(
            stored.withLiAt(SecretText.of("renewed"), clock.instant().plus(Duration.ofDays(365)))),
        Optional.empty());

    assertThat(warnedAfter(DAY.multipliedBy(2))).isZero();
  }

  @Test
  void warn_invalid_isNotTold() {
    String uid = fixture.newIntegration();
    store(uid, DAY, DAY);
    assertThat(intake.noteEnded(get(uid), ErrorCode.SESSION_ENDED)).isTrue();

    assertThat(warnedAfter(Duration.ZERO)).isZero();
  }

  @Test
  void warn_paused_isToldOnceThePauseIsOver() {
    String uid = fixture.newIntegration();
    store(uid, DAY.multipliedBy(3), null);
    fixture.write(handle -> {
      stores.integrations().markPaused(handle, uid, clock.instant().plus(DAY), clock.instant());
      return true;
    });

    assertThat(warnedAfter(Duration.ZERO)).isZero();
    assertThat(warnedAfter(DAY)).isEqualTo(1);
  }

  @Test
  void warn_revoked_isNotTold() {
    String uid = fixture.newIntegration();
    store(uid, DAY, DAY);
    new Revocation(stores, new Receipts(ServerIdentity.generate()), events, new Signals(), clock)
        .revokeByOperator(uid);

    assertThat(warnedAfter(Duration.ZERO)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "PT30M, 30 minutes",
    "PT23H59M, 1439 minutes",
    "P1D, ''",
    "P30D, ''",
    "PT0S, 0 minutes"
  })
  void note_sessionOfLessThanADay_looksBoundToItsDevice(Duration left, String said) {
    String uid = fixture.newIntegration();
    store(uid, left, null);

    String note = fixture.read(handle -> stores.bodies().of(handle, get(uid)).note() + "");

    if (said.isEmpty()) {
      assertThat(note).isEqualTo("null");
    } else {
      assertThat(note).contains(said, "bound to its device");
    }
  }

  @Test
  void note_lastsWhileTheSessionDoesAndGoesWithALongerOne() {
    String uid = fixture.newIntegration();
    store(uid, DAY.multipliedBy(30), null);
    clock.advance(DAY.multipliedBy(29).plusHours(12));
    assertThat(note(uid)).as("it was given for longer").isNull();
    store(uid, Duration.ofHours(2), null);
    assertThat(note(uid)).isNotNull();
    store(uid, null, null);
    assertThat(note(uid)).as("no end of its own").isNull();
  }

  private @Nullable String note(String uid) {
    return stores
        .database()
        .read(handle -> Optional.ofNullable(stores.bodies().of(handle, get(uid)).note()))
        .orElse(null);
  }

  /** Stores a session whose cookies end in so long, if they have an end. */
  private CapturedSession store(String uid, @Nullable Duration liAt, @Nullable Duration liA) {
    List<Cookie> cookies = new ArrayList<>();
    cookies.add(cookie("li_at", liAt));
    if (liA != null) {
      cookies.add(cookie("li_a", liA));
    }
    CapturedSession session = new CapturedSession(cookies, "Mozilla/5.0 Test", Samples.ADA);
    clock.advance(Duration.ofMillis(1));
    var encrypted = stores.sessions().encrypt(uid, session);
    fixture.write(handle ->
        intake.put(
            handle,
            stores.integrations().find(handle, uid).orElseThrow(),
            encrypted,
            session,
            new SessionIntake.Origin(null, SetupMethod.API_COOKIES, "Tests")));
    return session;
  }

  private Cookie cookie(String name, @Nullable Duration left) {
    // What is stored is stored a millisecond later.
    Instant end = left == null ? null : clock.instant().plusMillis(1).plus(left);
    return new Cookie(
        name,
        SecretText.of("value"),
        ".www.linkedin.com",
        "/",
        true,
        true,
        false,
        "no_restriction",
        end);
  }

  private Integration get(String uid) {
    return fixture.read(handle -> stores.integrations().find(handle, uid).orElseThrow());
  }

  /** How many warnings are given a while later. */
  private int warnedAfter(Duration later) {
    clock.advance(later);
    int before = warned();
    warnings.warn();
    return warned() - before;
  }

  private int warned() {
    return fixture.read(handle ->
        handle
            .createQuery("SELECT count(*) FROM outbox WHERE event = 'SESSION_EXPIRES_SOON'")
            .mapTo(Integer.class)
            .one());
  }
}
