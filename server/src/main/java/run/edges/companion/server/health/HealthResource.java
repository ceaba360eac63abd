package run.edges.companion.server.health;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import run.edges.companion.protocol.wire.ProtocolException;
import run.edges.companion.server.database.Database;

/**
 * {@code /healthz}, for who watches the server: 200 {@code ok} while its database answers, else
 * 503. Asks for no key and says nothing more.
 */
@Path("healthz")
public final class HealthResource {
  private static final Logger LOG = LoggerFactory.getLogger(HealthResource.class);

  private final Database database;
  private final HealthStore store;

  public HealthResource(Database database, HealthStore store) {
    this.database = database;
    this.store = store;
  }

  @GET
  public Response get() {
    try {
      boolean ok = database.read(store::answers);
      return answer(ok ? 200 : 503, ok ? "ok" : "database");
    } catch (ProtocolException unavailable) {
      LOG.debug("Not healthy: the database does not answer");
      return answer(503, "database");
    }
  }

  private static Response answer(int status, String text) {
    return Response.status(status).type(MediaType.TEXT_PLAIN_TYPE).entity(text).build();
  }
}
