package run.edges.companion.server.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.api.SharedLinkBody.Kind;
import run.edges.companion.protocol.api.SharedLinkBody.State;
import run.edges.companion.protocol.api.WorkspaceBody;
import run.edges.companion.protocol.statement.Statement;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.server.integration.IntegrationBodies.Pending;
import run.edges.companion.server.link.IssuedLink;
import run.edges.companion.server.outbox.Outbox.Result;
import run.edges.companion.server.testing.MailServer;
import run.edges.companion.server.testing.MovableClock;
import run.edges.companion.server.workspace.WorkspaceStore;

/** What an owner is written, and when nothing is. */
class MailSenderTest {
  private static final String LOGIN_LINK =
      "https://companion\\.example/login/([A-Za-z0-9_-]{22})#[A-Za-z0-9_-]{43}\\.fingerprint";

  private static final String OWNER_PAGE =
      "https://companion\\.example/owner/[0-9a-f-]{36}#[A-Za-z0-9_-]{54}";

  private final MovableClock clock = new MovableClock();
  @AutoClose private MailFixture fixture;
  private MailServer mail;

  @BeforeEach
  void open(@TempDir Path folder) {
    fixture = new MailFixture(folder, clock);
    mail = fixture.mail;
  }

  @Test
  void send_sharedByExtension_asksToSignInToTheBrowser() throws Exception {
    assertThat(fixture.send(fixture.invalid(SetupMethod.SHARED_EXTENSION, ErrorCode.SIGNED_OUT)))
        .isEqualTo(SmtpServer.ACCEPTED);
    MimeMessage received = mail.await();
    assertThat(received.getSubject()).isEqualTo("Acme needs you to sign in to LinkedIn");
    assertThat(MailServer.text(received).strip())
        .matches(
            """
            Acme asks to use your LinkedIn account for Ada Lovelace, and cannot at the moment\\. Nobody is signed in to LinkedIn in the browser that shares\\.

            Open LinkedIn in the browser that shares and sign in to your account\\. It goes on by itself\\.

            To stop instead, stop sharing in the extension, or see what was sent and pause or stop on your page:

            PAGE

            That address is for you only and works for 30 days\\.

            This mail was written by a program; nobody reads an answer to it\\.\
            """
                .replace("PAGE", OWNER_PAGE));
  }

  @Test
  void send_sharedByLogin_holdsAFreshLoginLink() {
    assertThat(fixture.send(fixture.invalid(SetupMethod.SHARED_LOGIN, ErrorCode.SESSION_ENDED)))
        .isEqualTo(SmtpServer.ACCEPTED);
    assertThat(MailServer.text(mail.await()).strip())
        .matches(
            """
            Acme asks to use your LinkedIn account for Ada Lovelace, and cannot at the moment\\. LinkedIn ended the session\\.

            Open this link and sign in to LinkedIn on its page:

            LINK

            The server signs in to LinkedIn for you, forgets your password, and keeps the new session for Acme\\. The link serves once, within 48 hours, and is for you only: do not pass it on\\.

            To stop instead, leave the link alone and end the session in LinkedIn's settings, or see what was sent and pause or stop on your page:

            PAGE

            That address is for you only and works for 30 days\\.

            This mail was written by a program; nobody reads an answer to it\\.\
            """
                .replace("LINK", LOGIN_LINK)
                .replace("PAGE", OWNER_PAGE));
    assertThat(fixture.loginLinks())
        .singleElement()
        .satisfies(link -> {
          assertThat(link.state(clock.instant())).isEqualTo(State.ACTIVE);
          assertThat(link.expiresAt()).isEqualTo(clock.instant().plusSeconds(48 * 3600));
        });
  }

  @Test
  void send_inFrench_isFrenchThroughout(@TempDir Path folder) throws Exception {
    try (MailFixture french = new MailFixture(folder, clock, Locale.FRENCH)) {
      french.send(french.invalid(SetupMethod.SHARED_EXTENSION, ErrorCode.SIGNED_OUT));
      MimeMessage message = french.mail.await();
      assertThat(message.getSubject())
          .isEqualTo("Acme a besoin que vous vous connectiez à LinkedIn");
      assertThat(MailServer.text(message))
          .startsWith("Acme demande à utiliser votre compte LinkedIn pour Ada Lovelace")
          .contains("Personne n’est connecté à LinkedIn", "sur votre page\u202f:", "30 jours");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          OTHER_MEMBER | Another LinkedIn member is signed in in the browser that shares.
          NEEDS_OWNER | LinkedIn asks you for a verification step.
          SESSION_MALFORMED | The session lacks a LinkedIn cookie or has a malformed one.
          """)
  void send_otherReason_saysWhatHappened(ErrorCode reason, String sentence) {
    fixture.send(fixture.invalid(SetupMethod.SHARED_EXTENSION, reason));
    assertThat(MailServer.text(mail.await())).contains("at the moment. " + sentence + "\n\n");
  }

  @ParameterizedTest
  @EnumSource(names = {"API_BASIC", "API_COOKIES"})
  void send_setUpByTheApi_hasNoStepForTheOwner(SetupMethod method) {
    assertThat(fixture.send(fixture.invalid(method, ErrorCode.SESSION_ENDED)))
        .isEqualTo(Result.hopeless("No step for the owner: " + method.label() + "."));
    assertThat(mail.received()).isEmpty();
  }

  @Test
  void send_mailServerDown_leavesTheLoginLinkOfTheWorkspaceAlone() {
    String integration = fixture.invalid(SetupMethod.SHARED_LOGIN, ErrorCode.SESSION_ENDED);
    fixture.write(handle ->
        fixture.links.issue(
            handle, fixture.database.identity(), Kind.LOGIN, clock.instant(), null));
    mail.setDown(true);
    assertThat(fixture.send(integration).delivered()).isFalse();
    assertThat(fixture.loginLinks())
        .singleElement()
        .satisfies(link -> assertThat(link.state(clock.instant())).isEqualTo(State.ACTIVE));
  }

  @Test
  void send_linkOfTheWorkspaceThatServesForADay_isSentAgain() {
    String integration = fixture.invalid(SetupMethod.SHARED_LOGIN, ErrorCode.SESSION_ENDED);
    IssuedLink link = issue(Duration.ofHours(30));

    assertThat(fixture.send(integration)).isEqualTo(SmtpServer.ACCEPTED);

    assertThat(MailServer.text(mail.await())).contains(link.id(), "within 30 hours");
    assertThat(fixture.loginLinks()).containsExactly(link);
  }

  @Test
  void send_linkThatSoonEnds_isReplacedOnceTheMailIsTaken() {
    String integration = fixture.invalid(SetupMethod.SHARED_LOGIN, ErrorCode.SESSION_ENDED);
    IssuedLink before = issue(Duration.ofHours(23));
    clock.advance(Duration.ofSeconds(1));
    mail.refuseRecipients("450 try again");
    String message = fixture.append("message", integration);
    assertThat(fixture.sendAppended(message))
        .isEqualTo(Result.failed("The mail server answered 450."));
    assertThat(fixture.loginLinks()).as("not taken yet").hasSize(2).first().isEqualTo(before);
    mail.refuseRecipients(null);

    assertThat(fixture.sendAppended(message)).isEqualTo(SmtpServer.ACCEPTED);

    List<IssuedLink> links = fixture.loginLinks();
    assertThat(links)
        .extracting(link -> link.state(clock.instant()))
        .containsExactlyInAnyOrder(State.REVOKED, State.ACTIVE);
    assertThat(links)
        .filteredOn(link -> link.state(clock.instant()) == State.ACTIVE)
        .singleElement()
        .satisfies(link -> assertThat(MailServer.text(mail.await())).contains(link.id()));
  }

  @Test
  void send_addressThatIsNone_isHopeless() {
    String integration = fixture.invalid(SetupMethod.SHARED_EXTENSION, ErrorCode.SIGNED_OUT);
    mail.refuseRecipients("550 5.1.1 <ada@example.com>: no such user");

    assertThat(fixture.send(integration))
        .isEqualTo(Result.hopeless("The mail server answered 550 to the address."));
  }

  private IssuedLink issue(Duration lifetime) {
    fixture.write(handle ->
        fixture.links.issue(
            handle,
            fixture.database.identity(),
            Kind.LOGIN,
            clock.instant(),
            clock.instant().plus(lifetime)));
    return fixture.loginLinks().getFirst();
  }

  @Test
  void send_ownerSignsIn_waits() {
    String integration = fixture.invalid(SetupMethod.SHARED_LOGIN, ErrorCode.SESSION_ENDED);
    Pending pending =
        new Pending(
            integration,
            SetupMethod.SHARED_LOGIN,
            clock.instant(),
            new IntegrationBody.SignIn(IntegrationBody.SignIn.Step.QUEUED, 1),
            null);
    String identity = fixture.database.identity();
    fixture.stores.bodies().watch(identity, () -> Optional.of(pending));
    String id = fixture.append("waits", integration);
    assertThat(fixture.sendAppended(id))
        .isEqualTo(Result.failed("The owner signs in at this moment."));
    assertThat(fixture.loginLinks()).as("links").isEmpty();
    fixture.stores.bodies().unwatch(identity);
    assertThat(fixture.sendAppended(id)).isEqualTo(SmtpServer.ACCEPTED);
  }

  @Test
  void send_nothingToSayAnyMore_isDelivered() {
    String revoked = fixture.invalid(SetupMethod.SHARED_LOGIN, ErrorCode.SESSION_ENDED);
    fixture.write(handle ->
        fixture.integrations.markRevoked(
            handle, revoked, new Statement("{}", "-"), clock.instant()));
    assertThat(fixture.send(revoked)).as("revoked").isEqualTo(SmtpServer.NOTHING);
    String withoutAddress = fixture.invalid(SetupMethod.SHARED_LOGIN, ErrorCode.SESSION_ENDED);
    fixture.call("Ada", null);
    assertThat(fixture.send(withoutAddress))
        .as("no address any more")
        .isEqualTo(SmtpServer.NOTHING);
    fixture.write(
        handle -> fixture.identities.delete(handle, fixture.database.identity(), clock.instant()));
    assertThat(fixture.send(withoutAddress)).as("identity deleted").isEqualTo(SmtpServer.NOTHING);
    assertThat(fixture.send("unknown")).as("unknown").isEqualTo(SmtpServer.NOTHING);
    assertThat(mail.received()).isEmpty();
    assertThat(fixture.loginLinks()).isEmpty();
  }

  @Test
  void send_elderMessageWaits_comesAfterIt() {
    String integration = fixture.invalid(SetupMethod.SHARED_EXTENSION, ErrorCode.SIGNED_OUT);
    fixture.append("elder", integration);
    fixture.append("younger", integration);
    assertThat(fixture.sendAppended("younger"))
        .isEqualTo(Result.failed("An earlier mail about the same comes first."));
    assertThat(fixture.sendAppended("elder")).isEqualTo(SmtpServer.ACCEPTED);
  }

  @Test
  void send_namesWithLineBreaks_beginNoLine() throws Exception {
    String identity =
        fixture.database.write(handle -> {
          WorkspaceBody workspace =
              new WorkspaceStore()
                  .create(handle, "Acme\r\nBcc: eve@example.com\r\n\r\nü", clock.instant());
          return fixture
              .identities
              .create(
                  handle,
                  workspace.uid(),
                  "Ada\u2028\u0085\nBcc: eve@example.com",
                  "Europe/Paris",
                  "standard",
                  "ada@example.com",
                  clock.instant())
              .uid();
        });
    String integration =
        fixture.invalid(identity, SetupMethod.SHARED_EXTENSION, ErrorCode.SIGNED_OUT);
    assertThat(fixture.send(integration)).isEqualTo(SmtpServer.ACCEPTED);
    MimeMessage received = mail.await();
    assertThat(received.getSubject())
        .isEqualTo("Acme Bcc: eve@example.com ü needs you to sign in to LinkedIn");
    assertThat(received.getHeader("Bcc")).isNull();
    assertThat(MailServer.text(received))
        .startsWith(
            "Acme Bcc: eve@example.com ü asks to use your LinkedIn account for Ada Bcc: eve@example.com, ");
  }

  /** Unchecked, the library would send their low bytes, which can be a line break. */
  @Test
  void send_addressBeyondAscii_isHopeless() {
    fixture.call("Ada Lovelace", "ada@example.com\u010d\u010aDATA");
    Result result =
        fixture.send(fixture.invalid(SetupMethod.SHARED_LOGIN, ErrorCode.SESSION_ENDED));
    assertThat(result.hopeless()).isTrue();
    assertThat(result.answer()).doesNotContain("ada");
    assertThat(mail.received()).isEmpty();
  }
}
