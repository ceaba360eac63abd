package run.edges.companion.server.transfer;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.server.access.Access;
import run.edges.companion.server.action.Audited;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.http.ApiException;
import run.edges.companion.server.page.Page;
import run.edges.companion.server.transfer.ImportStore.Job;
import run.edges.companion.server.transfer.ImportStore.Result;
import run.edges.companion.server.transfer.ImportStore.Row;
import run.edges.companion.server.workspace.RequiresScope;
import run.edges.companion.server.workspace.WorkspacePrincipal;

/** {@code /dashboard/import}: identities from a file. */
@Path("dashboard/import")
@Produces(MediaType.TEXT_HTML)
@RequiresScope(Scope.WRITE)
public final class ImportPage {
  private static final String CSV = "text/csv;charset=utf-8";
  private static final int SHOWN = 200;
  private static final int SHOWN_FILES = 10;
  private static final int MOST_NAME = 100;
  private static final int AT_ONCE = 500;

  private final Access access;
  private final Database database;
  private final ImportStore store;
  private final Imports imports;

  public ImportPage(Access access, Database database, ImportStore store, Imports imports) {
    this.access = access;
    this.database = database;
    this.store = store;
    this.imports = imports;
  }

  /**
   * A file, and how far it is.
   *
   * @param counts of the rows that are done
   */
  public record Progress(Job job, Map<Result, Integer> counts) {
    public int count(Result result) {
      return counts.getOrDefault(result, 0);
    }

    public int done() {
      return counts.values().stream().mapToInt(Integer::intValue).sum();
    }

    public boolean isOver() {
      return job.finishedAt() != null;
    }
  }

  @GET
  public Response get(@Context ContainerRequestContext request, @Context SecurityContext security) {
    String workspaceUid = WorkspacePrincipal.workspaceOf(security);
    List<Progress> files =
        database.read(handle ->
            store.list(handle, workspaceUid, SHOWN_FILES).stream()
                .map(job -> new Progress(job, store.count(handle, job.uid())))
                .toList());
    return access.pages().render(request, 200, "transfer/import.jte", Map.of("files", files));
  }

  /** A file to begin with. */
  @GET
  @Path("template.csv")
  @Produces("text/csv")
  public Response template() {
    return file(
        "identities.csv",
        out -> {
          try (Cells cells = new Cells(out)) {
            cells.row("name", "email", "timezone");
            cells.row("Ada Lovelace", "ada@example.com", "Europe/London");
            cells.row("Chloé Durand", "", "Europe/Paris");
          }
        });
  }

  /** Takes a file; answers at once, and the page that it names shows how far it is. */
  @POST
  @Consumes("text/csv")
  @Produces(MediaType.APPLICATION_JSON)
  @Audited("import.begin")
  public Response begin(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @QueryParam("file") @DefaultValue("") String fileName,
      @QueryParam("namesakes") @DefaultValue("false") boolean namesakes,
      byte[] body) {
    try {
      String uid =
          imports.begin(
              WorkspacePrincipal.workspaceOf(security),
              shortened(fileName),
              namesakes,
              CsvFile.read(body));
      return Response.ok(
              Map.of("next", access.pages().base() + "/dashboard/import/" + uid),
              MediaType.APPLICATION_JSON_TYPE)
          .build();
    } catch (CsvFile.UnreadableException unreadable) {
      Page page = access.pages().page(request);
      return Response.status(422)
          .type(MediaType.APPLICATION_JSON_TYPE)
          .entity(Map.of("problem", page.text("import.problem." + unreadable.key())))
          .build();
    }
  }

  @GET
  @Path("{job}")
  public Response job(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("job") String uid) {
    return database.read(handle -> {
      Job job = find(handle, security, uid);
      return access
          .pages()
          .render(
              request,
              200,
              "transfer/job.jte",
              Map.of(
                  "progress",
                  new Progress(job, store.count(handle, uid)),
                  "rows",
                  job.finishedAt() == null
                      ? List.<Row>of()
                      : store.listNotCreated(handle, uid, SHOWN)));
    });
  }

  /** Every row with what became of it. */
  @GET
  @Path("{job}/result.csv")
  @Produces("text/csv")
  public Response result(
      @Context ContainerRequestContext request,
      @Context SecurityContext security,
      @PathParam("job") String uid) {
    Job job = database.read(handle -> find(handle, security, uid));
    Page page = access.pages().page(request);
    return file(
        "result.csv",
        out -> {
          try (Cells cells = new Cells(out)) {
            cells.row("line", "name", "email", "timezone", "result", "reason", "identity");
            for (int from = 0; from < job.rowCount(); from += AT_ONCE) {
              int first = from;
              database
                  .read(handle -> store.list(handle, uid, first, AT_ONCE))
                  .forEach(row -> write(cells, page, row));
            }
          }
        });
  }

  private static void write(Cells cells, Page page, Row row) {
    Result result = row.result();
    String reason = row.reason();
    cells.row(
        row.line(),
        row.name(),
        row.email(),
        row.timezone(),
        result == null ? "" : page.text("import.result." + result.name()),
        reason == null ? "" : page.text("import.wrong." + reason),
        row.identityUid());
  }

  private Job find(Handle handle, SecurityContext security, String uid) {
    return store
        .find(handle, uid)
        .filter(job -> job.workspaceUid().equals(WorkspacePrincipal.workspaceOf(security)))
        .orElseThrow(() -> ApiException.notFound("import"));
  }

  private static String shortened(String fileName) {
    String printable = fileName.replaceAll("\\p{Cntrl}", "");
    return printable.substring(0, Math.min(printable.length(), MOST_NAME));
  }

  static Response file(String name, StreamingOutput content) {
    return Response.ok(content, CSV)
        .header("Content-Disposition", "attachment; filename=\"" + name + "\"")
        .build();
  }
}
