package run.edges.companion.server.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import run.edges.companion.server.keys.TlsCertificate;

/** GreenMail behind a port with a certificate of its own, as it has no STARTTLS itself. */
public final class MailServer implements AutoCloseable {
  private final GreenMail mail;
  private final ServerSocket port;
  private final Security security;
  private final SSLContext tls;
  private final Path certificate;
  private final List<String> inTheClear = new CopyOnWriteArrayList<>();
  private volatile boolean down;
  private volatile @Nullable String refusal;

  /** When TLS begins. */
  public enum Security {
    FROM_THE_START,
    STARTTLS,
    NEVER
  }

  private MailServer(
      GreenMail mail, ServerSocket port, Security security, SSLContext tls, Path certificate) {
    this.mail = mail;
    this.port = port;
    this.security = security;
    this.tls = tls;
    this.certificate = certificate;
    Thread.startVirtualThread(this::accept);
  }

  public static MailServer start(Path folder, Security security) {
    try {
      TlsCertificate certificate =
          TlsCertificate.open(RunningServer.configuration(folder, Map.of()), Clock.systemUTC());
      GreenMail mail = new GreenMail(ServerSetup.SMTP.port(0).setVerbose(false).dynamicPort());
      mail.start();
      return new MailServer(
          mail,
          new ServerSocket(0, 50, InetAddress.getLoopbackAddress()),
          security,
          certificate.serverContext(),
          folder.resolve("tls").resolve("certificate.pem"));
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  /** For {@code mail.url}. */
  public URI url() {
    return url("localhost");
  }

  /** The same under another name of this machine. */
  public URI url(String host) {
    String scheme = security == Security.FROM_THE_START ? "smtps" : "smtp";
    return URI.create(scheme + "://" + host + ":" + port.getLocalPort());
  }

  /** PEM, for {@code outgoing.certificate-file}. */
  public Path certificate() {
    return certificate;
  }

  public void addUser(String name, String password) {
    mail.setUser(name, password);
  }

  /** Whether connections are cut at once. */
  public void setDown(boolean wanted) {
    down = wanted;
  }

  /** Answers so to every recipient from now on; takes them again if null. */
  public void refuseRecipients(@Nullable String answer) {
    refusal = answer;
  }

  /** What was said before TLS began. */
  public List<String> inTheClear() {
    return inTheClear;
  }

  /** Every mail that came. */
  public List<MimeMessage> received() {
    return List.of(mail.getReceivedMessages());
  }

  /** The only mail, once it is there. */
  public MimeMessage await() {
    Awaitility.await("a mail").atMost(Inbox.PATIENCE).until(() -> !received().isEmpty());
    assertThat(received()).hasSize(1);
    return received().getFirst();
  }

  /** Its text, with the line ends of this source. */
  public static String text(MimeMessage message) {
    try {
      return ((String) message.getContent()).replace("\r\n", "\n");
    } catch (IOException | MessagingException unreadable) {
      throw new AssertionError(unreadable);
    }
  }

  @Override
  public void close() {
    try {
      port.close();
    } catch (IOException failed) {
      throw new AssertionError(failed);
    } finally {
      mail.stop();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket client = port.accept();
        Thread.startVirtualThread(() -> serve(client));
      }
    } catch (IOException closed) {
      // The end of the test.
    }
  }

  private void serve(Socket client) {
    try (client;
        Socket inner = new Socket(InetAddress.getLoopbackAddress(), mail.getSmtp().getPort())) {
      if (down) {
        return;
      }
      Socket outer =
          switch (security) {
            case FROM_THE_START -> secured(client);
            case STARTTLS -> afterStartTls(client, inner);
            case NEVER -> client;
          };
      if (refusal != null) {
        refuse(outer, refusal);
        return;
      }
      Thread answers = Thread.startVirtualThread(() -> copy(inner, outer));
      copy(outer, inner);
      answers.join();
    } catch (IOException gone) {
      // The client does not trust this server, or has what it wanted.
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void refuse(Socket client, String recipients) throws IOException {
    String answer = "220 hello";
    while (true) {
      client.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.US_ASCII));
      answer = readLine(client.getInputStream()).startsWith("RCPT") ? recipients : "250 fine";
    }
  }

  private Socket afterStartTls(Socket client, Socket inner) throws IOException {
    OutputStream answers = client.getOutputStream();
    answers.write((readLine(inner.getInputStream()) + "\r\n").getBytes(StandardCharsets.US_ASCII));
    String command = "";
    while (!command.equals("STARTTLS")) {
      command = readLine(client.getInputStream());
      inTheClear.add(command);
      String answer =
          command.equals("STARTTLS")
              ? "220 go ahead\r\n"
              : command.startsWith("EHLO")
                  ? "250-hello\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n"
                  : "530 STARTTLS first\r\n";
      answers.write(answer.getBytes(StandardCharsets.US_ASCII));
    }
    return secured(client);
  }

  private Socket secured(Socket client) throws IOException {
    SSLSocket secured =
        (SSLSocket) tls.getSocketFactory().createSocket(client, "client", client.getPort(), true);
    secured.setUseClientMode(false);
    secured.startHandshake();
    return secured;
  }

  private static String readLine(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("closed");
      }
      line.append((char) c);
    }
    return line.toString().strip();
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException gone) {
      // One of them hung up.
    }
  }
}
