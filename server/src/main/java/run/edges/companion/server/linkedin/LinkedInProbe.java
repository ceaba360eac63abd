package run.edges.companion.server.linkedin;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.HttpClientResponseHandler;
import org.apache.hc.core5.util.Timeout;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.server.outgoing.PublicAddresses;

/**
 * Asks {@code voyager/api/me}, which says whose session it is, and for a session with Sales
 * Navigator its front page; follows no redirect. Sends the session's own cookies and nothing else
 * of a browser.
 */
public final class LinkedInProbe implements SessionProbe, AutoCloseable {
  private static final Timeout CONNECT = Timeout.of(5, TimeUnit.SECONDS);
  private static final Timeout ANSWER = Timeout.of(10, TimeUnit.SECONDS);
  private static final int MAX_ANSWER_BYTES = 262_144;
  private static final Timeout FREE_CONNECTION = Timeout.of(5, TimeUnit.SECONDS);
  private static final Duration DEADLINE = Duration.ofSeconds(25);
  private static final int MOST_CONNECTIONS = 64;
  private static final int MOST_BY_ONE_PROXY = 8;
  private static final Pattern CHALLENGE = Pattern.compile("\"code\"\\s*:\\s*\"CHALLENGE\"");
  private static final String REACHED = "companion.reached";
  private static final Set<Integer> THROTTLED = Set.of(429, 999);

  private final SecureRandom random = new SecureRandom();
  private final CloseableHttpClient direct;

  /** Apart: what workspaces' proxies do must not keep connections from the others. */
  private final CloseableHttpClient proxied;

  private final ScheduledThreadPoolExecutor deadlines;
  private final URI linkedin;
  private final Duration deadline;

  /**
   * A probe.
   *
   * @param linkedin origin of LinkedIn
   * @param allowPrivateAddresses whether proxies may be in the server's own network
   */
  public LinkedInProbe(URI linkedin, SSLContext tls, boolean allowPrivateAddresses) {
    this(linkedin, tls, allowPrivateAddresses, DEADLINE);
  }

  /**
   * As above.
   *
   * @param deadline after which a whole probe is over, however slowly answers come
   */
  LinkedInProbe(URI linkedin, SSLContext tls, boolean allowPrivateAddresses, Duration deadline) {
    this.linkedin = linkedin;
    this.deadline = deadline;
    this.deadlines =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("probe-deadlines").factory());
    deadlines.setRemoveOnCancelPolicy(true);
    DnsResolver system = SystemDefaultDnsResolver.INSTANCE;
    this.direct = client(system, tls, MOST_CONNECTIONS);
    // By a tunnel no name is looked up here but the proxy's.
    this.proxied =
        client(allowPrivateAddresses ? system : new PublicAddresses(), tls, MOST_BY_ONE_PROXY);
  }

  private static CloseableHttpClient client(
      DnsResolver resolver, SSLContext tls, int mostPerRoute) {
    return HttpClients.custom()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(resolver)
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
                .setMaxConnTotal(MOST_CONNECTIONS)
                .setMaxConnPerRoute(mostPerRoute)
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(CONNECT)
                        .setSocketTimeout(ANSWER)
                        .build())
                .build())
        .addExecInterceptorAfter(ChainElement.CONNECT.name(), REACHED, LinkedInProbe::noteReached)
        .setDefaultRequestConfig(limits().build())
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAutomaticRetries()
        .disableConnectionState()
        .build();
  }

  private static RequestConfig.Builder limits() {
    return RequestConfig.custom()
        .setConnectionRequestTimeout(FREE_CONNECTION)
        .setResponseTimeout(ANSWER);
  }

  @Override
  public Verdict probe(Subject subject) {
    long end = System.nanoTime() + deadline.toNanos();
    // LinkedIn wants the token to equal this cookie, and does not mind which one it is.
    String csrf = "ajax:" + random.nextLong(1_000_000_000_000_000L, Long.MAX_VALUE);
    HttpGet request = request(subject, "/voyager/api/me", csrf);
    request.setHeader("csrf-token", csrf);
    request.setHeader("Accept", "application/vnd.linkedin.normalized+json+2.1");
    request.setHeader("x-restli-protocol-version", "2.0.0");
    try {
      Verdict verdict = execute(request, subject, end, LinkedInProbe::judge);
      return verdict instanceof Alive alive && subject.liA().isPresent()
          ? new Alive(
              alive.member(), alive.renewed(), salesNavigator(renewed(subject, alive), csrf, end))
          : verdict;
    } catch (PublicAddresses.PrivateAddressException notPublic) {
      return new Unknown(
          "The proxy's name leads to an address that is not public. The administrator can allow it with outgoing.allow-private-addresses.");
    } catch (ProxyRefusedException refused) {
      return new Unknown("The proxy refused with status " + refused.status + ".");
    } catch (IOException unreachable) {
      return new Unknown("LinkedIn could not be reached, or did not answer in time.");
    }
  }

  @Override
  public void close() {
    deadlines.shutdownNow();
    try (direct) {
      proxied.close();
    } catch (IOException alreadyClosed) {
      // Nothing is left to release.
    }
  }

  /** The value of before may be over already. */
  private static Subject renewed(Subject subject, Alive alive) {
    return new Subject(
        alive.renewed().map(Renewed::value).orElse(subject.liAt()),
        subject.liA(),
        subject.userAgent(),
        subject.proxy());
  }

  private Optional<Boolean> salesNavigator(Subject subject, String csrf, long end) {
    try {
      return execute(
          request(subject, "/sales/home", csrf),
          subject,
          end,
          response ->
              switch (response.getCode()) {
                case 200 -> Optional.of(true);
                case 302, 303 -> Optional.of(false).filter(_ -> leadsToSignIn(response));
                default -> Optional.empty();
              });
    } catch (IOException unreachable) {
      return Optional.empty();
    }
  }

  /**
   * Sends a request.
   *
   * @param end by {@link System#nanoTime}; timeouts alone do not hold against who sends byte by
   *     byte
   * @param reader of LinkedIn's answer; a proxy's answer is not one
   */
  private <T> T execute(
      HttpGet request, Subject subject, long end, HttpClientResponseHandler<T> reader)
      throws IOException {
    HttpClientContext context = context(subject);
    Future<?> cancelling =
        deadlines.schedule(request::cancel, end - System.nanoTime(), TimeUnit.NANOSECONDS);
    try {
      return (subject.proxy().isPresent() ? proxied : direct)
          .execute(
              request,
              context,
              response -> {
                if (context.getAttribute(REACHED) == null) {
                  throw new ProxyRefusedException(response.getCode());
                }
                return reader.handleResponse(response);
              });
    } finally {
      cancelling.cancel(false);
    }
  }

  /** Runs once there is a connection to LinkedIn; not if a proxy refused to make one. */
  private static ClassicHttpResponse noteReached(
      ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
      throws IOException, HttpException {
    scope.clientContext.setAttribute(REACHED, true);
    return chain.proceed(request, scope);
  }

  private HttpGet request(Subject subject, String path, String csrf) {
    HttpGet request = new HttpGet(linkedin.resolve(path));
    request.setHeader(
        "Cookie",
        "li_at="
            + subject.liAt().reveal(SecretAccess.granted())
            + subject
                .liA()
                .map(value -> "; li_a=" + value.reveal(SecretAccess.granted()))
                .orElse("")
            + "; JSESSIONID=\""
            + csrf
            + "\"");
    request.setHeader("User-Agent", subject.userAgent());
    return request;
  }

  private static HttpClientContext context(Subject subject) {
    HttpClientContext context = HttpClientContext.create();
    subject
        .proxy()
        .ifPresent(proxy -> {
          HttpHost host = new HttpHost("http", proxy.host(), proxy.port());
          // A tunnel serves those alone whose name and password opened it.
          context.setUserToken(proxy);
          context.setRequestConfig(limits().setProxy(host).build());
          proxy
              .credentials()
              .ifPresent(credentials -> {
                BasicCredentialsProvider provider = new BasicCredentialsProvider();
                provider.setCredentials(
                    new AuthScope(host),
                    new UsernamePasswordCredentials(
                        credentials.name(),
                        credentials.password().reveal(SecretAccess.granted()).toCharArray()));
                context.setCredentialsProvider(provider);
              });
        });
    return context;
  }

  private static Verdict judge(ClassicHttpResponse response) throws IOException {
    int status = response.getCode();
    Instant now = Instant.now();
    List<SetCookie> liAt = liAt(response);
    List<SetCookie> living = liAt.stream().filter(cookie -> !cookie.ends(now)).toList();
    // A cookie that moves to another domain is taken away and set in one answer.
    if ((living.isEmpty() && !liAt.isEmpty()) || status == 401) {
      return new Dead();
    }
    if (status == 302 || status == 303) {
      return redirected(response);
    }
    String body = body(response);
    if (status == 403 && CHALLENGE.matcher(body).find()) {
      return new NeedsOwner();
    }
    if (THROTTLED.contains(status)) {
      return new Throttled();
    }
    if (status == 200) {
      return MeAnswer.findMember(body)
          .<Verdict>map(member -> new Alive(member, renewed(living), Optional.empty()))
          .orElseGet(() -> new Unknown("LinkedIn's answer names no member."));
    }
    return new Unknown("LinkedIn answered with status " + status + ".");
  }

  private static String body(ClassicHttpResponse response) throws IOException {
    if (response.getEntity() == null) {
      return "";
    }
    try (InputStream body = response.getEntity().getContent()) {
      return new String(body.readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8);
    }
  }

  private static Verdict redirected(ClassicHttpResponse response) {
    if (path(response).startsWith("/checkpoint/")) {
      return new NeedsOwner();
    }
    return leadsToSignIn(response)
        ? new Dead()
        : new Unknown("LinkedIn redirects somewhere unknown.");
  }

  private static boolean leadsToSignIn(ClassicHttpResponse response) {
    String path = path(response);
    return path.startsWith("/login")
        || path.startsWith("/uas/login")
        || path.startsWith("/authwall")
        || path.startsWith("/sales/login");
  }

  private static String path(ClassicHttpResponse response) {
    Header location = response.getFirstHeader("Location");
    try {
      return location == null ? "" : String.valueOf(URI.create(location.getValue()).getPath());
    } catch (IllegalArgumentException malformed) {
      return "";
    }
  }

  private static Optional<Renewed> renewed(List<SetCookie> living) {
    return living.reversed().stream()
        .filter(SetCookie::isWellFormed)
        .findFirst()
        .map(cookie -> new Renewed(SecretText.of(cookie.value()), cookie.expiresAt().orElse(null)));
  }

  private static List<SetCookie> liAt(ClassicHttpResponse response) {
    return Arrays.stream(response.getHeaders("Set-Cookie"))
        .map(header -> SetCookie.parse(header.getValue()))
        .filter(cookie -> cookie.name().equals("li_at"))
        .toList();
  }

  /** A proxy answered in LinkedIn's place. */
  private static final class ProxyRefusedException extends IOException {
    private final int status;

    ProxyRefusedException(int status) {
      this.status = status;
    }
  }
}
