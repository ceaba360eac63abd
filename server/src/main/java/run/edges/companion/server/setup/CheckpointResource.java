package run.edges.companion.server.setup;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.IntegrationBody;
import run.edges.companion.protocol.api.IntegrationBody.Checkpoint;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.http.Fields;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/**
 * {@code POST /v1/identities/{uid}/integrations/linkedin/checkpoint}, as in the Edges API: goes on
 * with a sign-in. To close one is our addition.
 */
@Path("v1/identities/{identity_uid}/integrations/{integration}/checkpoint")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public final class CheckpointResource {
  private static final Pattern CODE = Pattern.compile("[0-9A-Za-z]{4,12}");

  private final Revocation.Stores stores;
  private final SignIns signIns;

  public CheckpointResource(Revocation.Stores stores, SignIns signIns) {
    this.stores = stores;
    this.signIns = signIns;
  }

  @POST
  @Audited("integration.sign-in-go-on")
  public IntegrationBody goOn(
      @Context SecurityContext security,
      @PathParam("identity_uid") String identityUid,
      @PathParam("integration") String platform,
      Checkpoint.@Nullable Answer body)
      throws InterruptedException {
    require(security, identityUid, platform);
    Checkpoint.Answer answer = Fields.body(body);
    boolean resend = Boolean.TRUE.equals(answer.resend());
    if (answer.code() != null && resend) {
      throw ApiException.badParameters("Send either a code or resend.");
    }
    Optional<SecretText> code = Optional.ofNullable(answer.code()).map(CheckpointResource::code);
    SignIn signIn =
        signIns
            .find(identityUid)
            .orElseThrow(() -> new ProtocolException(ErrorCode.CHECKPOINT_NONE));
    if ((code.isPresent() || resend) && !signIn.view().step().isOver()) {
      Checkpoint checkpoint = signIn.view().checkpoint();
      if (checkpoint != null && checkpoint.type() == Checkpoint.Type.IN_APP_VALIDATION) {
        throw ApiException.badParameters(
            "This checkpoint takes no code: the owner approves in the LinkedIn app. Poll with {}.");
      }
      SignIn.View after = signIn.goOn(code);
      if (after.step() == SignIn.Step.CHECKPOINT && after.problem() != null) {
        throw new ProtocolException(after.problem());
      }
    }
    return answer(stores, signIns, signIn);
  }

  /** Closes the sign-in; a second time changes nothing. */
  @DELETE
  @Audited("integration.sign-in-cancel")
  public Map<String, String> cancel(
      @Context SecurityContext security,
      @PathParam("identity_uid") String identityUid,
      @PathParam("integration") String platform) {
    require(security, identityUid, platform);
    signIns.cancel(identityUid);
    return Map.of();
  }

  /**
   * The integration as it is with a sign-in.
   *
   * @throws ProtocolException why the sign-in failed, if it did
   */
  static IntegrationBody answer(Revocation.Stores stores, SignIns signIns, SignIn signIn) {
    SignIn.View view = signIn.view();
    if (view.owners() != null) {
      throw ApiException.forOwner(ErrorCode.CHECKPOINT_FOR_OWNER, view.owners());
    }
    if (view.step() == SignIn.Step.FAILED && view.problem() != null) {
      throw new ProtocolException(view.problem());
    }
    // As seen above: it may be over meanwhile, and is then told at the next look.
    return stores.database().read(handle -> signIns.body(handle, signIn, view));
  }

  /**
   * A code as people copy it: without blanks.
   *
   * @throws ApiException 400 if it cannot be one
   */
  static SecretText code(SecretText sent) {
    String code = sent.reveal(SecretAccess.granted()).replaceAll("[\\s-]", "");
    if (!CODE.matcher(code).matches()) {
      throw ApiException.badParameters("A code has 4 to 12 digits or letters.");
    }
    return SecretText.of(code);
  }

  private void require(SecurityContext security, String identityUid, String platform) {
    stores
        .database()
        .read(handle -> {
          stores.require(handle, WorkspacePrincipal.workspaceOf(security), identityUid, platform);
          return true;
        });
  }
}
