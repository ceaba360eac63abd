package run.edges.companion.server.testing;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jdbi.v3.core.Handle;
import run.edges.companion.protocol.api.SetupMethod;
import run.edges.companion.protocol.secret.SecretBytes;
import run.edges.companion.server.database.Database;
import run.edges.companion.server.database.DatabaseLocation;
import run.edges.companion.server.device.Device;
import run.edges.companion.server.device.DeviceStore;
import run.edges.companion.server.identity.IdentityStore;
import run.edges.companion.server.integration.IntegrationStore;
import run.edges.companion.server.vault.Vault;
import run.edges.companion.server.workspace.WorkspaceStore;

/** A new database with one workspace and one identity, and what stores need. */
public final class StoreFixture implements AutoCloseable {
  public static final Instant NOW = Instant.parse("2026-11-24T08:00:00.123Z");

  private final Database database;
  private final String jdbcUrl;
  private final String workspace;
  private final String identity;
  private final Vault vault = new Vault(SecretBytes.random(32));

  private StoreFixture(Database database, String jdbcUrl) {
    this.database = database;
    this.jdbcUrl = jdbcUrl;
    this.workspace = write(handle -> new WorkspaceStore().create(handle, "Acme", NOW).uid());
    this.identity = newIdentity("Ada");
  }

  public static StoreFixture open(TestDatabase kind, Path folder) {
    Map<String, String> settings = kind.settings();
    var location = DatabaseLocation.of(RunningServer.configuration(folder, settings));
    return new StoreFixture(Database.open(location), kind.jdbcUrl(folder, settings));
  }

  public Database database() {
    return database;
  }

  /** For a connection of one's own. */
  public String jdbcUrl() {
    return jdbcUrl;
  }

  public String workspace() {
    return workspace;
  }

  public String identity() {
    return identity;
  }

  public Vault vault() {
    return vault;
  }

  public <T> T write(Function<Handle, T> work) {
    return database.write(work);
  }

  public <T> T read(Function<Handle, T> work) {
    return database.read(work);
  }

  public <T> Optional<T> find(Function<Handle, Optional<T>> work) {
    return database.read(work);
  }

  public <T> List<T> list(Function<Handle, List<T>> work) {
    return database.read(work);
  }

  public boolean test(Predicate<Handle> work) {
    return database.read(work::test);
  }

  public String newIdentity(String name) {
    return write(handle ->
        new IdentityStore()
            .create(handle, workspace, name, "Europe/Paris", "standard", null, NOW)
            .uid());
  }

  /** An integration of the identity, pinned to Ada. */
  public String newIntegration() {
    return write(handle ->
        new IntegrationStore()
            .create(handle, newIdentity(handle), Samples.ADA, SetupMethod.SHARED_EXTENSION, NOW));
  }

  public Device newDevice(String key) {
    return write(handle -> new DeviceStore().findOrCreate(handle, key, "Chromium", NOW));
  }

  @Override
  public void close() {
    database.close();
  }

  private String newIdentity(Handle handle) {
    return new IdentityStore()
        .create(handle, workspace, "Another", "Europe/Paris", "standard", null, NOW)
        .uid();
  }
}
