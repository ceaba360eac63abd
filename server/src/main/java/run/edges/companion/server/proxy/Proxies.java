package run.edges.companion.server.proxy;

import java.util.Optional;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.linkedin.Proxy;

/** By which proxy LinkedIn is asked for an identity; by none if the workspace set none. */
public final class Proxies {
  private final Database database;
  private final ProxyStore store;

  public Proxies(Database database, ProxyStore store) {
    this.database = database;
    this.store = store;
  }

  public Optional<Proxy> find(String identityUid) {
    return database.read(handle -> store.find(handle, identityUid));
  }
}
