package run.edges.companion.server.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.wire.CapturedSession;
import run.edges.companion.protocol.wire.CapturedSession.Cookie;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.server.integration.SessionIntake;
import run.edges.companion.server.outbox.Kind;
import run.edges.companion.server.outbox.Message;
import run.edges.companion.server.outbox.Outbox.Result;
import run.edges.companion.server.testing.MailServer;
import run.edges.companion.server.testing.MovableClock;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.verification.VerificationStore;
import run.edges.companion.server.verification.Warnings;
import run.edges.companion.server.webhook.IntegrationEvents;
import run.edges.companion.server.webhook.WebhookStore;

/** What an owner is written before a session ends by its own date. */
class MailWarningTest {
  private final MovableClock clock = new MovableClock();
  private final Instant inThreeDays = clock.instant().plus(Duration.ofDays(3));
  @AutoClose private MailFixture fixture;
  private IntegrationEvents events;
  private String integration;

  @BeforeEach
  void open(@TempDir Path folder) {
    fixture = new MailFixture(folder, clock);
    events =
        new IntegrationEvents(
            new WebhookStore(fixture.database.vault()),
            fixture.outbox,
            fixture.identities,
            false,
            true,
            _ -> {});
    integration = fixture.invalid(SetupMethod.SHARED_EXTENSION, ErrorCode.SIGNED_OUT);
  }

  @Test
  void send_sessionEndsSoon_saysWhen() throws Exception {
    store(SetupMethod.SHARED_EXTENSION, inThreeDays, null);
    assertThat(send(warn().getFirst())).isEqualTo(SmtpServer.ACCEPTED);
    var received = fixture.mail.await();
    assertThat(received.getSubject()).isEqualTo("Your LinkedIn session for Acme ends soon");
    assertThat(MailServer.text(received))
        .startsWith(
            """
            Acme asks to use your LinkedIn account for Ada Lovelace. Your session ends on 27 November 2026 by its own date.

            Before that day, open LinkedIn in the browser that shares and sign in to your account. It goes on by itself.
            """);
  }

  @Test
  void send_salesNavigatorEndsSoon_saysThatItAloneEnds() {
    store(SetupMethod.SHARED_LOGIN, null, inThreeDays);
    assertThat(send(warn().getFirst())).isEqualTo(SmtpServer.ACCEPTED);
    assertThat(MailServer.text(fixture.mail.await()))
        .contains(
            """
            Your session ends for Sales Navigator on 27 November 2026 by its own date.

            Before that day, open this link and sign in to LinkedIn on its page:

            https://companion.example/login/\
            """);
  }

  @Test
  void send_bothEndSoon_oneAfterTheOther() {
    store(SetupMethod.SHARED_EXTENSION, inThreeDays, inThreeDays);
    List<Message> both = warn();
    assertThat(both).hasSize(2);
    assertThat(both)
        .extracting(this::send)
        .containsExactlyInAnyOrder(
            SmtpServer.ACCEPTED, Result.failed("An earlier mail about the same comes first."));
  }

  @Test
  void send_newerSessionMeanwhile_hasNothingToSay() {
    store(SetupMethod.SHARED_EXTENSION, inThreeDays, null);
    Message warning = warn().getFirst();
    store(SetupMethod.SHARED_EXTENSION, inThreeDays.plus(Duration.ofDays(365)), null);
    assertThat(send(warning)).isEqualTo(SmtpServer.NOTHING);
  }

  @Test
  void send_endedMeanwhile_hasNothingToSay() {
    store(SetupMethod.SHARED_EXTENSION, inThreeDays, null);
    Message warning = warn().getFirst();
    clock.advance(Duration.ofDays(3));
    assertThat(send(warning)).isEqualTo(SmtpServer.NOTHING);
  }

  private void store(SetupMethod method, @Nullable Instant liAt, @Nullable Instant liA) {
    CapturedSession session =
        Samples.session(Samples.ADA, ending("li_at", liAt), ending("li_a", liA));
    SessionIntake intake = new SessionIntake(fixture.stores, events, Duration.ofHours(1), clock);
    fixture.write(handle ->
        intake.put(
            handle,
            fixture.integrations.find(handle, integration).orElseThrow(),
            fixture.stores.sessions().encrypt(integration, session),
            session,
            new SessionIntake.Origin(null, method, "a test")));
  }

  private static Cookie ending(String name, @Nullable Instant at) {
    Cookie cookie = Samples.cookie(name, "value");
    return new Cookie(
        name,
        cookie.value(),
        cookie.domain(),
        cookie.path(),
        cookie.secure(),
        cookie.httpOnly(),
        cookie.hostOnly(),
        cookie.sameSite(),
        at);
  }

  private List<Message> warn() {
    new Warnings(fixture.stores, new VerificationStore(), events, clock).warn();
    return fixture.database.list(
        handle -> fixture.outbox.newest(handle, Kind.MAIL, integration, 10));
  }

  private Result send(Message message) {
    return fixture.sendAppended(message.id());
  }
}
