package run.edges.companion.server.administration;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.server.access.Access;
import run.edges.companion.server.audit.AuditEntry;
import run.edges.companion.server.audit.AuditStore;
import run.edges.companion.server.dashboard.Api;
import run.edges.companion.server.identity.Identity;
import run.edges.companion.server.integration.Integration;
import run.edges.companion.server.integration.Revocation;
import run.edges.companion.server.workspace.RequiresScope;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/** {@code /dashboard/audit}: who changed what in the workspace. */
@Path("dashboard/audit")
@Produces(MediaType.TEXT_HTML)
@RequiresScope(Scope.ADMIN)
public final class AuditPage {
  private static final int PAGE_SIZE = 50;
  private static final Pattern POSITION = Pattern.compile("([0-9]{1,15})_([0-9a-f-]{36})");

  private final Access access;
  private final Revocation.Stores stores;
  private final AuditStore audit;
  private final Api api;

  public AuditPage(Access access, Revocation.Stores stores, AuditStore audit, Api api) {
    this.access = access;
    this.stores = stores;
    this.audit = audit;
    this.api = api;
  }

  /** An entry, and what it is about in words if that still exists. */
  public record Row(AuditEntry entry, Optional<String> subject) {}

  @GET
  public Response get(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @QueryParam("action") @DefaultValue("") String action,
      @QueryParam("before") @DefaultValue("") String before) {
    List<String> actions = access.pages().page(request).texts().keysBelow("audit.action.");
    String chosen = actions.contains(action) ? action : "";
    Map<String, String> names = names(security);
    String workspaceUid = WorkspacePrincipal.workspaceOf(security);
    Optional<AuditStore.Position> from = position(before);
    List<Row> found =
        stores
            .database()
            .read(handle ->
                audit
                    .list(
                        handle,
                        workspaceUid,
                        Optional.of(chosen).filter(one -> !one.isEmpty()),
                        from,
                        PAGE_SIZE + 1)
                    .stream()
                    .map(entry -> new Row(entry, subject(handle, workspaceUid, entry, names)))
                    .toList());
    List<Row> rows = found.stream().limit(PAGE_SIZE).toList();
    return access
        .pages()
        .render(
            request,
            200,
            "administration/audit.jte",
            Map.of(
                "rows",
                rows,
                "actions",
                actions,
                "action",
                chosen,
                "first",
                from.isEmpty(),
                "next",
                found.size() > PAGE_SIZE ? place(rows.getLast().entry()) : ""));
  }

  /** Of members, keys and webhooks, by uid. */
  private Map<String, String> names(SecurityContext security) {
    Map<String, String> names = new HashMap<>();
    api.members().list(security).forEach(member -> names.put(member.uid(), member.name()));
    api.keys().list(security).forEach(key -> names.put(key.id(), key.name()));
    api.webhooks().list(security).forEach(webhook -> names.put(webhook.uid(), webhook.url()));
    return names;
  }

  private Optional<String> subject(
      Handle handle, String workspaceUid, AuditEntry entry, Map<String, String> names) {
    return entry
        .subject()
        .flatMap(uid ->
            Optional.ofNullable(names.get(uid))
                .or(() -> stores.identities().find(handle, workspaceUid, uid).map(Identity::name))
                .or(() ->
                    stores
                        .integrations()
                        .find(handle, uid)
                        .filter(one -> one.workspaceUid().equals(workspaceUid))
                        .map(Integration::identityName))
                .or(() -> Optional.of(uid)));
  }

  private static String place(AuditEntry entry) {
    return entry.occurredAt().toEpochMilli() + "_" + entry.id();
  }

  private static Optional<AuditStore.Position> position(String text) {
    Matcher matcher = POSITION.matcher(text);
    return matcher.matches()
        ? Optional.of(
            new AuditStore.Position(
                Instant.ofEpochMilli(Long.parseLong(matcher.group(1))), matcher.group(2)))
        : Optional.empty();
  }
}
