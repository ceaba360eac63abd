package run.edges.companion.server.mail;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Clock;
import java.util.Date;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.eclipse.angus.mail.util.MailConnectException;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.configuration.Configuration;
import run.edges.companion.server.keys.KeyFile;
import run.edges.companion.server.outbox.Outbox.Result;

/**
 * Hands mails to the configured SMTP server: over TLS from the start or by STARTTLS, which only a
 * server on this machine may lack. What it answers in words is passed on to nobody, as it can quote
 * the address.
 */
public final class SmtpServer {
  static final Result ACCEPTED = Result.delivered("The mail server took it.");
  static final Result NOTHING = Result.delivered("Nothing to say any more.");

  private static final String SECONDS_10 = "10000";
  private static final int SMTPS_PORT = 465;
  private static final int SUBMISSION_PORT = 587;
  private static final int FIRST_ERROR = 400;
  private static final int FIRST_LASTING_ERROR = 500;
  private static final String NO_STARTTLS = "STARTTLS is required";

  private final URI url;
  private final String from;
  private final Optional<String> user;
  private final Optional<SecretText> password;
  private final Session session;
  private final Clock clock;

  /**
   * A mail server.
   *
   * @param tls which servers are trusted
   * @throws run.edges.companion.server.configuration.ConfigurationException if the password cannot
   *     be read
   */
  public SmtpServer(Configuration.Mail settings, SSLContext tls, Clock clock) {
    this.url = settings.url();
    this.from = settings.from();
    this.user = settings.user();
    this.password = settings.passwordFile().map(KeyFile::readSecret);
    this.session = Session.getInstance(properties(url, user.isPresent(), tls));
    this.clock = clock;
  }

  /** Whether every mail server takes such an address; others need an extension of SMTP. */
  static boolean canReach(String address) {
    return address.chars().allMatch(c -> c > ' ' && c <= '~');
  }

  /**
   * Sends a mail.
   *
   * @param writing asked once the server is ready; gives none if there is nothing to say any more
   */
  Result send(Supplier<Optional<Mail>> writing) {
    SMTPTransport transport = new SMTPTransport(session, null);
    try {
      transport.connect(url.getHost(), port(), user.orElse(null), revealedPassword());
      Optional<Mail> mail = writing.get();
      if (mail.isEmpty()) {
        return NOTHING;
      }
      MimeMessage message = message(mail.get());
      transport.sendMessage(message, message.getAllRecipients());
      return ACCEPTED;
    } catch (MessagingException failed) {
      OptionalInt never = findRefusedForEver(failed);
      return never.isPresent()
          ? Result.hopeless(
              "The mail server answered %d to the address.".formatted(never.getAsInt()))
          : Result.failed(reason(failed, transport.getLastReturnCode()));
    } finally {
      close(transport);
    }
  }

  private MimeMessage message(Mail mail) throws MessagingException {
    MimeMessage message = new IdentifiedMessage(session, mail.id() + domain());
    message.setFrom(new InternetAddress("Edges Companion <" + from + ">", true));
    message.setRecipient(RecipientType.TO, new InternetAddress(mail.to(), true));
    message.setSubject(mail.subject(), "UTF-8");
    message.setSentDate(Date.from(clock.instant()));
    message.setHeader("Auto-Submitted", "auto-generated");
    message.setText(mail.text().reveal(SecretAccess.granted()), "UTF-8");
    message.saveChanges();
    return message;
  }

  /** A message whose id is given, not made up. */
  private static final class IdentifiedMessage extends MimeMessage {
    private final String id;

    IdentifiedMessage(Session session, String id) {
      super(session);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", "<" + id + ">");
    }
  }

  private @Nullable String revealedPassword() {
    return password.map(secret -> secret.reveal(SecretAccess.granted())).orElse(null);
  }

  private String domain() {
    return from.substring(from.indexOf('@'));
  }

  private int port() {
    if (url.getPort() >= 0) {
      return url.getPort();
    }
    return isTlsFromTheStart(url) ? SMTPS_PORT : SUBMISSION_PORT;
  }

  private static Properties properties(URI url, boolean signsIn, SSLContext tls) {
    Properties properties = new Properties();
    properties.put("mail.smtp.ssl.socketFactory", tls.getSocketFactory());
    properties.setProperty("mail.smtp.socketFactory.fallback", "false");
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    properties.setProperty("mail.smtp.ssl.enable", String.valueOf(isTlsFromTheStart(url)));
    properties.setProperty("mail.smtp.starttls.enable", "true");
    properties.setProperty("mail.smtp.starttls.required", String.valueOf(!isLoopback(url)));
    properties.setProperty("mail.smtp.auth", String.valueOf(signsIn));
    properties.setProperty("mail.smtp.connectiontimeout", SECONDS_10);
    properties.setProperty("mail.smtp.timeout", SECONDS_10);
    properties.setProperty("mail.smtp.writetimeout", SECONDS_10);
    return properties;
  }

  private static boolean isTlsFromTheStart(URI url) {
    return "smtps".equals(url.getScheme());
  }

  /** By how it is written: what a name leads to can change between asking and connecting. */
  private static boolean isLoopback(URI url) {
    return url.getHost().matches("localhost|127(\\.\\d{1,3}){3}|\\[::1]");
  }

  private static String reason(MessagingException failed, int code) {
    if (isCausedBy(failed, SocketTimeoutException.class)) {
      return "No answer in time.";
    }
    if (isCausedBy(failed, SSLException.class)) {
      return "The mail server's TLS certificate is not trusted, or TLS failed.";
    }
    if (isCausedBy(failed, AuthenticationFailedException.class)) {
      return "The mail server does not accept the user and password.";
    }
    if (isCausedBy(failed, MailConnectException.class)) {
      return "The mail server cannot be reached.";
    }
    if (String.valueOf(failed.getMessage()).startsWith(NO_STARTTLS)) {
      return "The mail server does not offer STARTTLS.";
    }
    return code >= FIRST_ERROR
        ? "The mail server answered " + code + "."
        : "The connection to the mail server failed.";
  }

  /** What the server said of the recipient, if that is its last word (RFC 5321, section 4.2.1). */
  private static OptionalInt findRefusedForEver(MessagingException failed) {
    for (Exception next = failed;
        next instanceof MessagingException one;
        next = one.getNextException()) {
      if (one instanceof SMTPAddressFailedException address
          && address.getReturnCode() >= FIRST_LASTING_ERROR) {
        return OptionalInt.of(address.getReturnCode());
      }
    }
    return OptionalInt.empty();
  }

  private static boolean isCausedBy(Throwable failed, Class<? extends Exception> kind) {
    Throwable cause = failed;
    while (cause != null && !kind.isInstance(cause)) {
      cause = cause.getCause();
    }
    return cause != null;
  }

  /** What was sent is sent, whether the server says goodbye or not. */
  private static void close(SMTPTransport transport) {
    try {
      transport.close();
    } catch (MessagingException lost) {
      // The outcome is known.
    }
  }
}
