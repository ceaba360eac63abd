package run.edges.companion.server.idempotency;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.WriterInterceptor;
import jakarta.ws.rs.ext.WriterInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.idempotency.IdempotencyStore.Begun;
import run.edges.companion.server.idempotency.IdempotencyStore.RequestKey;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/**
 * Runs a POST with an {@code Idempotency-Key} once: for 24 hours the same request gets the same
 * answer (draft-ietf-httpapi-idempotency-key-header-07). An answer is kept before it is sent. What
 * failed in the server, or for too many requests, changed nothing and can be tried again.
 */
@Priority(Priorities.USER)
public final class IdempotencyFilter
    implements ContainerRequestFilter, ContainerResponseFilter, WriterInterceptor {
  private static final String HEADER = "Idempotency-Key";
  private static final String REPLAYED = "Idempotency-Replayed";
  private static final Pattern FORM = Pattern.compile("[\\x21-\\x7E]{1,255}");
  private static final Duration KEEP = Duration.ofDays(1);
  private static final int MAX_BYTES = 65536;
  private static final String KEY = IdempotencyFilter.class.getName() + ".key";
  private static final String STATUS = IdempotencyFilter.class.getName() + ".status";

  private final Database database;
  private final IdempotencyStore store;
  private final Clock clock;

  public IdempotencyFilter(Database database, IdempotencyStore store, Clock clock) {
    this.database = database;
    this.store = store;
    this.clock = clock;
  }

  @Override
  public void filter(ContainerRequestContext request) throws IOException {
    String value = request.getHeaderString(HEADER);
    if (value == null
        || !request.getMethod().equals("POST")
        || !(request.getSecurityContext().getUserPrincipal()
            instanceof WorkspacePrincipal caller)) {
      return;
    }
    if (!FORM.matcher(value).matches()) {
      throw ApiException.badParameters(
          "Idempotency-Key must have 1 to 255 visible ASCII characters.");
    }
    byte[] body = request.getEntityStream().readNBytes(MAX_BYTES + 1);
    if (body.length > MAX_BYTES) {
      throw new ApiException(413, "BAD_INPUT", "The body is larger than 64 KiB.");
    }
    request.setEntityStream(new ByteArrayInputStream(body));
    RequestKey key = new RequestKey(caller.callerId(), value);
    String hash = store.hash(request.getUriInfo().getRequestUri().toString(), body);
    Instant now = clock.instant();
    Optional<Begun> before =
        database.write(handle -> {
          store.deleteBefore(handle, now.minus(KEEP));
          return store.begin(handle, key, hash, now);
        });
    if (before.isPresent()) {
      request.abortWith(again(before.get(), hash));
    } else {
      request.setProperty(KEY, key);
    }
  }

  @Override
  public void filter(ContainerRequestContext request, ContainerResponseContext response) {
    request.setProperty(STATUS, response.getStatus());
  }

  @Override
  public void aroundWriteTo(WriterInterceptorContext context) throws IOException {
    if (!(context.getProperty(KEY) instanceof RequestKey key)
        || !(context.getProperty(STATUS) instanceof Integer status)) {
      context.proceed();
      return;
    }
    OutputStream out = context.getOutputStream();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    context.setOutputStream(body);
    context.proceed();
    database.write(handle -> {
      if (status >= 500 || status == 429) {
        store.forget(handle, key);
      } else {
        store.finish(handle, key, status, body.toByteArray());
      }
      return true;
    });
    out.write(body.toByteArray());
  }

  private static Response again(Begun before, String hash) {
    if (!before.requestHash().equals(hash)) {
      throw new ApiException(
          422,
          "IDEMPOTENCY_KEY_REUSED",
          "This Idempotency-Key was used for another request. Use a new key.");
    }
    if (before.status() == null) {
      throw new ApiException(
          409,
          "IDEMPOTENCY_KEY_IN_USE",
          "The first request with this key has no answer yet: it runs, or the server stopped in the middle. Look at what it should change, then use a new key.");
    }
    return Response.status(before.status())
        .type(MediaType.APPLICATION_JSON_TYPE)
        .header(REPLAYED, "true")
        .entity(before.body())
        .build();
  }
}
