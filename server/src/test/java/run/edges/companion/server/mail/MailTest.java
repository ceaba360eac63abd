package run.edges.companion.server.mail;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.google.gson.JsonObject;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.server.testing.Api;
import run.edges.companion.server.testing.DatabaseRows;
import run.edges.companion.server.testing.Inbox;
import run.edges.companion.server.testing.MailServer;
import run.edges.companion.server.testing.MailServer.Security;
import run.edges.companion.server.testing.MovableClock;
import run.edges.companion.server.testing.RunningServer;
import run.edges.companion.server.testing.Samples;
import run.edges.companion.server.testing.TestDevice;

/** From what happens to an integration to the mail in its owner's mailbox. */
class MailTest {
  private static final Pattern LOGIN_LINK =
      Pattern.compile("https://\\S+/login/\\S+#(\\S+)\\.\\S+");

  private final MovableClock clock = new MovableClock();
  @TempDir private Path folder;
  @AutoClose private MailServer mail;
  @AutoClose private RunningServer server;
  @AutoClose private TestDevice device;

  @BeforeEach
  void start(@TempDir Path mailFolder) {
    mail = MailServer.start(mailFolder, Security.STARTTLS);
    server = start(mailSettings());
    device = server.device();
  }

  @Test
  void invalid_identityWithAddress_isMailedOnce() {
    String uid = share("ada@example.com");
    invalidate(uid);
    assertThat(MailServer.text(mail.await())).contains("Nobody is signed in to LinkedIn");
    assertThat(awaitMails(1, "DELIVERED"))
        .containsExactly("AUTH_EXPIRED DELIVERED 1 [] The mail server took it.");
  }

  @Test
  void invalid_identityWithoutAddress_isNotMailed() {
    invalidate(share(""));
    assertThat(mails()).isEmpty();
  }

  @Test
  void invalid_mailNotConfigured_appendsNothing(@TempDir Path other) {
    server.close();
    folder = other;
    server = start(Map.of());
    device = server.device();
    invalidate(share("ada@example.com"));
    assertThat(mails()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"API_BASIC", "API_COOKIES"})
  void invalid_setUpByTheApi_appendsNothing(String method) {
    String uid = share("ada@example.com");
    setUpBy(method);
    invalidate(uid);
    assertThat(mails()).isEmpty();
  }

  @Test
  void mailServer_downThenUp_getsOneMail() throws Exception {
    mail.setDown(true);
    invalidate(share("ada@example.com"));
    assertThat(awaitMails(1, "failed"))
        .containsExactly("AUTH_EXPIRED PENDING 1 [] The connection to the mail server failed.");
    String id = DatabaseRows.query(folder, "SELECT id FROM outbox WHERE kind = 'MAIL'").getFirst();
    mail.setDown(false);
    clock.advance(Duration.ofSeconds(10));
    assertThat(mail.await().getHeader("Message-ID"))
        .containsExactly("<" + id + "@companion.example>");
    assertThat(awaitMails(1, "DELIVERED"))
        .containsExactly("AUTH_EXPIRED DELIVERED 2 [] The mail server took it.");
  }

  @Test
  void session_newOneBeforeTheMailServerIsUp_isNotMailed() {
    mail.setDown(true);
    String uid = share("ada@example.com");
    invalidate(uid);
    awaitMails(1, "failed");
    device.store(uid, Samples.session("two"));
    mail.setDown(false);
    clock.advance(Duration.ofSeconds(10));
    assertThat(awaitMails(1, "DELIVERED"))
        .containsExactly("AUTH_EXPIRED DELIVERED 2 [] Nothing to say any more.");
    assertThat(mail.received()).isEmpty();
  }

  @Test
  void integration_flapping_isMailedOnceADay() {
    String uid = share("ada@example.com");
    invalidate(uid);
    awaitMails(1, "DELIVERED");
    clock.advance(Duration.ofHours(23));
    device.store(uid, Samples.session("two"));
    invalidate(uid);
    assertThat(awaitMails(2, "DELIVERED"))
        .last()
        .isEqualTo("AUTH_EXPIRED DELIVERED 1 [] Told within a day.");
    assertThat(mail.received()).hasSize(1);
    // A day after the mail, not after what was left unsaid.
    clock.advance(Duration.ofHours(2));
    device.store(uid, Samples.session("three"));
    invalidate(uid);
    awaitMails(3, "DELIVERED");
    assertThat(mail.received()).hasSize(2);
  }

  @Test
  void loginLink_mailed_isInTheMailOnly() throws IOException {
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.addAppender(log);
    try {
      mail.setDown(true);
      String uid = share("ada@example.com");
      setUpBy("SHARED_LOGIN");
      // The link that was answered to the workspace serves for less than a day: a new one is made.
      clock.advance(Duration.ofHours(25));
      invalidate(uid);
      awaitMails(1, "failed");
      mail.setDown(false);
      clock.advance(Duration.ofSeconds(10));
      MimeMessage received = mail.await();
      awaitMails(1, "DELIVERED");
      Matcher link = LOGIN_LINK.matcher(MailServer.text(received));
      assertThat(link.find()).isTrue();
      String secret = link.group(1);
      assertThat(link.group()).startsWith(server.address().url() + "/login/");
      assertThat(log.list).noneMatch(event -> event.getFormattedMessage().contains(secret));
      assertThat(server.api().transcript()).noneMatch(text -> text.contains(secret));
      assertFilesHaveNot(secret);
      server.close();
      assertFilesHaveNot(secret);
    } finally {
      root.detachAppender(log);
    }
  }

  private RunningServer start(Map<String, String> settings) {
    return RunningServer.start(RunningServer.configuration(folder, settings), clock);
  }

  private Map<String, String> mailSettings() {
    return Map.of(
        "OUTGOING_CERTIFICATE_FILE",
        mail.certificate().toString(),
        "MAIL_URL",
        mail.url().toString(),
        "MAIL_FROM",
        "no-reply@companion.example");
  }

  /** An integration with a session of a device, of an identity with this address. */
  private String share(String email) {
    JsonObject identity = new JsonObject();
    identity.addProperty("name", "Ada Lovelace");
    identity.addProperty("email", email);
    String uid =
        Api.object(server.api().post("/v1/identities", identity.toString()))
            .get("uid")
            .getAsString();
    String integration = device.accept(server.api().issueLink(uid)).integrationId();
    device.store(integration, Samples.session("one"));
    return integration;
  }

  private void setUpBy(String method) {
    DatabaseRows.change(folder, "UPDATE integration SET setup_method = '" + method + "'");
  }

  private void invalidate(String integration) {
    device.unavailable(integration, ErrorCode.SIGNED_OUT, null);
  }

  private List<String> mails() {
    return DatabaseRows.query(
        folder,
        """
        SELECT event || ' ' || state || ' ' || attempts || ' [' || body || '] ' || COALESCE(last_answer, '')
        FROM outbox WHERE kind = 'MAIL' ORDER BY created_at, id
        """);
  }

  private List<String> awaitMails(int count, String word) {
    return Awaitility.await(word)
        .atMost(Inbox.PATIENCE)
        .until(
            this::mails,
            rows -> rows.size() == count && rows.stream().allMatch(row -> row.contains(word)));
  }

  private void assertFilesHaveNot(String secret) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1).contains(secret))
            .as("%s", file)
            .isFalse();
      }
    }
  }
}
