package run.edges.companion.server.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.DummySSLServerSocketFactory;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.configuration.Configuration;
import run.edges.companion.server.outbox.Outbox.Result;
import run.edges.companion.server.outgoing.OutgoingTls;
import run.edges.companion.server.testing.MailServer;
import run.edges.companion.server.testing.MailServer.Security;
import run.edges.companion.server.testing.MovableClock;

/** To which mail servers a mail is handed, and what is said of the others. */
class SmtpServerTest {
  /** Leads to this machine, but is not one of the names that may do without TLS. */
  private static final String LIKE_ANOTHER_MACHINE = "[::ffff:127.0.0.1]";

  private static final Mail MAIL =
      new Mail("0001", "ada@example.com", "Grüße", SecretText.of("Grüße\n"));

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void send_eachSecurity_isAccepted(Security security) throws Exception {
    try (MailServer server = MailServer.start(folder, security)) {
      assertThat(send(server.url(), Optional.of(server.certificate())))
          .isEqualTo(SmtpServer.ACCEPTED);
      var received = server.await();
      assertThat(MailServer.text(received).strip()).isEqualTo("Grüße");
      assertThat(received.getSubject()).isEqualTo("Grüße");
      assertThat(received.getContentType()).isEqualTo("text/plain; charset=UTF-8");
      assertThat(received.getHeader("Message-ID")).containsExactly("<0001@companion.example>");
      assertThat(received.getHeader("Auto-Submitted")).containsExactly("auto-generated");
      assertThat(received.getHeader("From"))
          .containsExactly("Edges Companion <no-reply@companion.example>");
      assertThat(received.getHeader("To")).containsExactly("ada@example.com");
    }
  }

  @Test
  void send_startTls_saysNothingBeforeIt() throws Exception {
    try (MailServer server = MailServer.start(folder, Security.STARTTLS)) {
      server.addUser("companion", "right");
      assertThat(signIn(server, "right")).isEqualTo(SmtpServer.ACCEPTED);
      assertThat(server.inTheClear()).hasSize(2).last().isEqualTo("STARTTLS");
    }
  }

  @Test
  void send_noStartTls_isRefused() {
    try (MailServer server = MailServer.start(folder, Security.NEVER)) {
      assertThat(send(server.url(LIKE_ANOTHER_MACHINE), Optional.empty()))
          .isEqualTo(Result.failed("The mail server does not offer STARTTLS."));
      assertThat(server.received()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(names = "NEVER", mode = EnumSource.Mode.EXCLUDE)
  void send_certificateNotTrusted_isRefused(Security security) {
    try (MailServer server = MailServer.start(folder, security)) {
      assertThat(send(server.url(), Optional.empty()))
          .isEqualTo(
              Result.failed("The mail server's TLS certificate is not trusted, or TLS failed."));
      assertThat(server.received()).isEmpty();
    }
  }

  @Test
  void send_certificateOfAnotherName_isRefused() throws Exception {
    GreenMail other = new GreenMail(ServerSetup.SMTPS.port(0).setVerbose(false).dynamicPort());
    other.start();
    try {
      KeyStore keys = new DummySSLServerSocketFactory().getKeyStore();
      byte[] encoded = keys.getCertificate(keys.aliases().nextElement()).getEncoded();
      Path pem =
          Files.writeString(
              folder.resolve("other.pem"),
              "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n"
                  .formatted(Base64.getMimeEncoder().encodeToString(encoded)));
      URI url = URI.create("smtps://localhost:" + other.getSmtps().getPort());
      assertThat(send(url, Optional.of(pem)))
          .isEqualTo(
              Result.failed("The mail server's TLS certificate is not trusted, or TLS failed."));
    } finally {
      other.stop();
    }
  }

  @Test
  void send_passwordWrong_isRefusedWithoutNamingIt() throws Exception {
    try (MailServer server = MailServer.start(folder, Security.FROM_THE_START)) {
      server.addUser("companion", "right");
      assertThat(signIn(server, "wrong"))
          .isEqualTo(Result.failed("The mail server does not accept the user and password."));
      assertThat(signIn(server, "right")).isEqualTo(SmtpServer.ACCEPTED);
    }
  }

  @Test
  void send_nobodyListens_cannotBeReached() throws IOException {
    int free;
    try (ServerSocket port = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = port.getLocalPort();
    }
    assertThat(send(URI.create("smtps://localhost:" + free), Optional.empty()))
        .isEqualTo(Result.failed("The mail server cannot be reached."));
  }

  @Test
  void send_nothingToSayAnyMore_sendsNothing() {
    try (MailServer server = MailServer.start(folder, Security.NEVER)) {
      assertThat(smtp(server.url(), Optional.empty(), Optional.empty()).send(Optional::empty))
          .isEqualTo(SmtpServer.NOTHING);
      assertThat(server.received()).isEmpty();
    }
  }

  private Result signIn(MailServer server, String password) throws IOException {
    Path file = Files.writeString(folder.resolve("password"), password);
    return smtp(server.url(), Optional.of(server.certificate()), Optional.of(file))
        .send(() -> Optional.of(MAIL));
  }

  private static Result send(URI url, Optional<Path> trusted) {
    return smtp(url, trusted, Optional.empty()).send(() -> Optional.of(MAIL));
  }

  private static SmtpServer smtp(URI url, Optional<Path> trusted, Optional<Path> passwordFile) {
    return new SmtpServer(
        new Configuration.Mail(
            url,
            "no-reply@companion.example",
            passwordFile.map(_ -> "companion"),
            passwordFile,
            Locale.ENGLISH),
        OutgoingTls.trusting(trusted),
        new MovableClock());
  }
}
