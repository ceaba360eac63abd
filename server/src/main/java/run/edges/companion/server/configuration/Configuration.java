package run.edges.companion.server.configuration;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The effective settings. Immutable. No value is a secret: secrets stand in files that settings
 * name.
 *
 * @param dataFolder keys, certificate and the embedded database
 * @param host address to listen on
 * @param port TLS port; 0 takes a free one
 * @param trustedProxies whose {@code X-Forwarded-For} is believed
 * @param publicUrl where owners reach the server, without a slash at the end; by default {@code
 *     https://localhost:<port>}
 * @param tlsCertificateFile PEM chain; self-signed when absent
 * @param tlsKeyFile PEM private key (PKCS #8) of the certificate
 * @param databaseUrl JDBC URL; embedded SQLite when absent
 * @param databasePasswordFile password of {@code databaseUser}
 * @param workspaceName name of the workspace made at the first start
 * @param extensionIds extensions that the share page looks for
 * @param messagesPerMinute what one device may send on its channel
 * @param requestsPerMinute what one API key may ask
 * @param refusalsPerMinute how many wrong API keys one address may send
 * @param linkLifetime how long a new shared link can be used; absent for no end
 * @param effective all of it, in the order of {@link Setting}
 */
public record Configuration(
    Path dataFolder,
    String host,
    int port,
    List<AddressRange> trustedProxies,
    Optional<URI> publicUrl,
    Optional<Path> tlsCertificateFile,
    Optional<Path> tlsKeyFile,
    Optional<String> databaseUrl,
    Optional<String> databaseUser,
    Optional<Path> databasePasswordFile,
    String workspaceName,
    List<String> extensionIds,
    int messagesPerMinute,
    Optional<Duration> linkLifetime,
    int requestsPerMinute,
    int refusalsPerMinute,
    Outgoing outgoing,
    SignIn signIn,
    Verification verification,
    Dashboard dashboard,
    List<Effective> effective) {

  /**
   * A setting as people see it.
   *
   * @param value empty if it has none
   * @param origin {@code default}, a file, a variable; empty if it is not set
   */
  public record Effective(String key, String value, String origin) {}

  /**
   * How owners sign in.
   *
   * @param browser Chromium's or Chrome's program; looked for when absent
   * @param driver its chromedriver; looked for when absent
   * @param sandbox whether Chromium isolates its own processes
   * @param atOnce how many browsers run at once
   * @param patience how long a checkpoint waits for its owner
   * @param tries how many sign-ins of one identity, and of one link, may begin in a quarter of an
   *     hour; four times as many from one address
   */
  public record SignIn(
      Optional<String> browser,
      Optional<String> driver,
      boolean sandbox,
      int atOnce,
      Duration patience,
      int tries) {}

  /**
   * How LinkedIn is asked whether sessions live.
   *
   * @param every between two times for one integration without a device
   * @param perWorkspace most in an hour for one workspace
   */
  public record Verification(Duration every, int perWorkspace) {}

  /**
   * How long members stay signed in.
   *
   * @param idle without a request
   * @param lifetime in any case
   */
  public record Dashboard(Duration idle, Duration lifetime) {}

  /**
   * Whom the server calls.
   *
   * @param certificateFile whom it trusts beside the Java runtime's certificate authorities
   * @param linkedin origin of LinkedIn
   * @param probe whether LinkedIn is asked
   * @param allowPrivateAddresses whether webhooks may be in the server's own network
   * @param upstream the Edges API that sessions are passed on to, with its version
   * @param mail how owners are written to; absent if they are not
   */
  public record Outgoing(
      Optional<Path> certificateFile,
      URI linkedin,
      boolean probe,
      boolean allowPrivateAddresses,
      Optional<URI> upstream,
      Optional<Path> upstreamApiKeyFile,
      Optional<Mail> mail) {}

  /**
   * The mail server that takes mails to owners.
   *
   * @param url {@code smtps} for TLS from the start, {@code smtp} for STARTTLS
   * @param from the sender's address
   * @param user present if there is a password file
   */
  public record Mail(
      URI url, String from, Optional<String> user, Optional<Path> passwordFile, Locale language) {}
}
