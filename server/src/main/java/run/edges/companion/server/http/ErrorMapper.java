package run.edges.companion.server.http;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.io.EOFException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.zip.ZipException;
import org.glassfish.jersey.server.ParamException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.edges.companion.protocol.api.ErrorBody;
import run.edges.companion.protocol.api.ErrorBody.Params;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;

/** Turns every failure of a request into the documented error body, once, at the edge. */
final class ErrorMapper implements ExceptionMapper<Throwable> {
  private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);

  @Override
  public Response toResponse(Throwable failure) {
    return switch (failure) {
      case ApiException api -> response(api);
      case ProtocolException refused ->
          response(status(refused.code()), refused.code().name(), refused.code().text());
      case ParamException.QueryParamException _ ->
          response(400, "BAD_PARAMETERS", "A query parameter has a wrong value.");
      case ZipException _ -> response(400, "BAD_INPUT", "The body is not gzip.");
      case EOFException _ -> response(400, "BAD_INPUT", "The body ends too early.");
      case WebApplicationException web -> ofContainer(web);
      default -> unexpected(failure);
    };
  }

  /** The answer to a refused request. */
  static Response response(ApiException refused) {
    String message = String.valueOf(refused.getMessage());
    return refused
        .retryAfter()
        .map(wait -> {
          // The header has whole seconds: up, so that whoever waits for it comes late enough.
          long seconds = wait.plusMillis(999).toSeconds();
          Instant until = Instant.now().truncatedTo(ChronoUnit.MILLIS).plusSeconds(seconds);
          return Response.fromResponse(
                  response(refused.status(), body(refused, message, new Params(until, null))))
              .header("Retry-After", seconds)
              .build();
        })
        .orElseGet(() ->
            response(
                refused.status(),
                body(
                    refused,
                    message,
                    refused.checkpointType().map(type -> new Params(null, type)).orElse(null))));
  }

  private static int status(ErrorCode code) {
    return switch (code) {
      case STORAGE_UNAVAILABLE, SERVER_UNREACHABLE, SERVER_FAILED -> 503;
      case RATE_LIMITED -> 429;
      case LINK_UNKNOWN, CHECKPOINT_NONE -> 404;
      case MEMBER_MISMATCH, SIGN_IN_RUNNING, INTEGRATION_PAUSED -> 409;
      case LINK_REVOKED, LINK_EXPIRED, LINK_USED, SIGN_IN_ABANDONED, INTEGRATION_REVOKED -> 410;
      case PASSWORD_WRONG,
          CODE_WRONG,
          CODE_EXPIRED,
          CODE_TRIES_EXCEEDED,
          CHECKPOINT_FOR_OWNER,
          SIGN_IN_DECLINED,
          SESSION_ENDED,
          BROWSER_GONE,
          BROWSER_UNAVAILABLE,
          PAGE_UNKNOWN,
          LINKEDIN_UNREACHABLE,
          LINKEDIN_THROTTLED ->
          424;
      default -> 400;
    };
  }

  private static Response ofContainer(WebApplicationException web) {
    int status = web.getResponse().getStatus();
    return switch (status) {
      case 401 -> response(401, "STATUS_401", String.valueOf(web.getMessage()));
      case 404 -> response(404, "STATUS_404", "There is nothing at this address.");
      case 405 -> response(405, "STATUS_405", "This method is not allowed here.");
      case 406 -> response(406, "STATUS_406", "Answers are application/json.");
      case 413 -> response(413, "BAD_INPUT", "The body is larger than 64 KiB.");
      case 415 -> response(415, "STATUS_415", "Send application/json.");
      default -> response(status, "STATUS_" + status, "The request was refused.");
    };
  }

  private static Response unexpected(Throwable failure) {
    String reference = UUID.randomUUID().toString();
    // The message of an unexpected failure may quote what was sent: only its kind and place are
    // logged.
    LOG.error(
        "Request failed, error_ref {}: {} at {}",
        reference,
        failure.getClass().getName(),
        failure.getStackTrace().length == 0 ? "?" : failure.getStackTrace()[0]);
    return response(
        500,
        "UNKNOWN_ERROR",
        "The server failed. Report error_ref to its administrator.",
        reference);
  }

  private static Response response(int status, String label, String message) {
    return response(status, label, message, UUID.randomUUID().toString());
  }

  private static Response response(int status, String label, String message, String reference) {
    return response(
        status, new ErrorBody(label, label, "companion", reference, message, status, null));
  }

  private static ErrorBody body(ApiException refused, String message, @Nullable Params params) {
    return new ErrorBody(
        refused.label(),
        refused.label(),
        "companion",
        UUID.randomUUID().toString(),
        message,
        refused.status(),
        params);
  }

  private static Response response(int status, ErrorBody body) {
    return Response.status(status).type(MediaType.APPLICATION_JSON_TYPE).entity(body).build();
  }
}
