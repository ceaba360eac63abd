package run.edges.companion.server.webhook;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.outbox.Message;
import run.edges.companion.server.outbox.Outbox.Result;
import run.edges.companion.server.outbox.Outbox.Sender;
import run.edges.companion.server.outgoing.PublicAddresses;

/** Sends messages to webhooks, signed. Follows no redirect and keeps no cookie. */
public final class WebhookSender implements Sender, AutoCloseable {
  private static final Timeout CONNECT = Timeout.of(5, TimeUnit.SECONDS);
  private static final Timeout ANSWER = Timeout.of(10, TimeUnit.SECONDS);
  private static final int MOST_CONNECTIONS = 256;
  private static final int MOST_TO_ONE = 32;

  private final Database database;
  private final WebhookStore webhooks;
  private final CloseableHttpClient http;
  private final Clock clock;

  /**
   * A sender.
   *
   * @param tls which receivers are trusted
   * @param allowPrivateAddresses whether receivers may be in the server's own network
   */
  public WebhookSender(
      Database database,
      WebhookStore webhooks,
      SSLContext tls,
      boolean allowPrivateAddresses,
      Clock clock) {
    this.database = database;
    this.webhooks = webhooks;
    this.clock = clock;
    DnsResolver resolver =
        allowPrivateAddresses ? SystemDefaultDnsResolver.INSTANCE : new PublicAddresses();
    this.http =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDnsResolver(resolver)
                    .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
                    .setMaxConnTotal(MOST_CONNECTIONS)
                    .setMaxConnPerRoute(MOST_TO_ONE)
                    .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                            .setConnectTimeout(CONNECT)
                            .setSocketTimeout(ANSWER)
                            .build())
                    .build())
            .setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(ANSWER).build())
            .setUserAgent("EdgesCompanion-Webhooks/1")
            .disableRedirectHandling()
            .disableCookieManagement()
            .disableAutomaticRetries()
            .disableAuthCaching()
            .build();
  }

  @Override
  public Result send(Message message) {
    Instant now = clock.instant();
    return database
        .read(handle -> webhooks.findTarget(handle, message.target(), now))
        .map(target -> post(target, message, now))
        .orElseGet(() -> Result.hopeless("The webhook was deleted."));
  }

  @Override
  public void close() {
    http.close(CloseMode.GRACEFUL);
  }

  private Result post(WebhookStore.Target target, Message message, Instant at) {
    URI url = URI.create(target.url().reveal(SecretAccess.granted()));
    HttpPost request = new HttpPost(withoutUserInfo(url));
    request.setHeader("webhook-id", message.id());
    request.setHeader("webhook-timestamp", Long.toString(at.getEpochSecond()));
    request.setHeader(
        "webhook-signature", Signature.sign(target.secrets(), message.id(), at, message.body()));
    if (url.getUserInfo() != null) {
      byte[] credentials = url.getUserInfo().getBytes(StandardCharsets.UTF_8);
      request.setHeader(
          "Authorization", "Basic " + Base64.getEncoder().encodeToString(credentials));
    }
    request.setEntity(new StringEntity(message.body(), ContentType.APPLICATION_JSON));
    try {
      int status = http.execute(request, response -> response.getCode());
      String answer = "HTTP " + status;
      return status >= 200 && status < 300 ? Result.delivered(answer) : Result.failed(answer);
    } catch (PublicAddresses.PrivateAddressException notPublic) {
      return Result.failed(
          "The name leads to an address that is not public. The administrator can allow it with outgoing.allow-private-addresses.");
    } catch (java.net.UnknownHostException unknown) {
      return Result.failed("The host name is not known.");
    } catch (SSLException untrusted) {
      return Result.failed("The TLS certificate is not trusted, or TLS failed.");
    } catch (java.net.SocketTimeoutException slow) {
      return Result.failed("No answer in time.");
    } catch (IOException unreachable) {
      return Result.failed("The connection failed.");
    }
  }

  private static URI withoutUserInfo(URI url) {
    return url.getRawUserInfo() == null
        ? url
        : URI.create(url.toString().replaceFirst("//[^@/]*@", "//"));
  }
}
