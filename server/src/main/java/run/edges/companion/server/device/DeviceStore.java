package run.edges.companion.server.device;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;
import run.edges.companion.server.database.Columns;

/** Devices, and which integrations each is enrolled for, with the highest sequence taken. */
public final class DeviceStore {
  private static final int MAX_ENROLMENTS = 50;

  private static final RowMapper<Device> MAPPER =
      (row, _) ->
          new Device(row.getString("uid"), row.getString("public_key"), row.getString("name"));

  public Optional<Device> find(Handle handle, String uid) {
    return handle
        .createQuery("SELECT uid, public_key, name FROM device WHERE uid = :uid")
        .bind("uid", uid)
        .map(MAPPER)
        .findOne();
  }

  /** The device with this key, made if it is new. */
  public Device findOrCreate(Handle handle, String publicKey, String name, Instant now) {
    return handle
        .createQuery("SELECT uid, public_key, name FROM device WHERE public_key = :key")
        .bind("key", publicKey)
        .map(MAPPER)
        .findOne()
        .orElseGet(() -> {
          Device device = new Device(UUID.randomUUID().toString(), publicKey, name);
          handle
              .createUpdate(
                  "INSERT INTO device (uid, public_key, name, created_at) VALUES (:uid, :key, :name, :now)")
              .bind("uid", device.uid())
              .bind("key", publicKey)
              .bind("name", name)
              .bind("now", now.toEpochMilli())
              .execute();
          return device;
        });
  }

  /** Enrols the device for the integration; does nothing if it is. */
  public void enrol(Handle handle, String deviceUid, String integrationUid, Instant now) {
    handle
        .createUpdate(
            """
            INSERT INTO enrolment (device_uid, integration_uid, sequence, created_at)
            VALUES (:device, :integration, 0, :now) ON CONFLICT DO NOTHING
            """)
        .bind("device", deviceUid)
        .bind("integration", integrationUid)
        .bind("now", now.toEpochMilli())
        .execute();
  }

  /** The highest sequence taken; empty if the device is not enrolled for the integration. */
  public OptionalLong findSequence(Handle handle, String deviceUid, String integrationUid) {
    return handle
        .createQuery(
            "SELECT sequence FROM enrolment WHERE device_uid = :device AND integration_uid = :integration")
        .bind("device", deviceUid)
        .bind("integration", integrationUid)
        .mapTo(Long.class)
        .findOne()
        .map(OptionalLong::of)
        .orElse(OptionalLong.empty());
  }

  /** Takes the sequence if it is higher than all before; false otherwise. */
  public boolean takeSequence(
      Handle handle, String deviceUid, String integrationUid, long sequence) {
    return take(handle, deviceUid, integrationUid, sequence, null);
  }

  /** As above, of a session that is stored now. */
  public boolean takeSequenceOfSession(
      Handle handle, String deviceUid, String integrationUid, long sequence, Instant now) {
    return take(handle, deviceUid, integrationUid, sequence, now.toEpochMilli());
  }

  private static boolean take(
      Handle handle,
      String deviceUid,
      String integrationUid,
      long sequence,
      @Nullable Long sessionAt) {
    return handle
            .createUpdate(
                """
                UPDATE enrolment SET sequence = :sequence, last_session_at = COALESCE(:at, last_session_at)
                WHERE device_uid = :device AND integration_uid = :integration AND sequence < :sequence
                """)
            .bind("sequence", sequence)
            .bind("at", sessionAt)
            .bind("device", deviceUid)
            .bind("integration", integrationUid)
            .execute()
        == 1;
  }

  /** The integrations a device is enrolled for, newest first, at most 50. */
  public List<String> integrationsOf(Handle handle, String deviceUid) {
    return handle
        .createQuery(
            """
            SELECT integration_uid FROM enrolment WHERE device_uid = :device
            ORDER BY created_at DESC, integration_uid LIMIT :limit
            """)
        .bind("device", deviceUid)
        .bind("limit", MAX_ENROLMENTS)
        .mapTo(String.class)
        .list();
  }

  public void noteSeen(Handle handle, String uid, Instant now) {
    handle
        .createUpdate("UPDATE device SET last_seen_at = :now WHERE uid = :uid")
        .bind("now", now.toEpochMilli())
        .bind("uid", uid)
        .execute();
  }

  /**
   * When each device of any of the integrations last had a channel, by the device's uid; those that
   * never had one are left out.
   */
  public Map<String, Instant> seen(Handle handle, Collection<String> integrationUids) {
    return integrationUids.isEmpty()
        ? Map.of()
        : handle
            .createQuery(
                """
                SELECT d.uid, d.last_seen_at FROM enrolment e JOIN device d ON d.uid = e.device_uid
                WHERE e.integration_uid IN (<integrations>) AND d.last_seen_at IS NOT NULL
                """)
            .bindList("integrations", integrationUids)
            .reduceRows(
                new HashMap<>(),
                (seen, row) -> {
                  seen.put(
                      row.getColumn("uid", String.class),
                      Instant.ofEpochMilli(row.getColumn("last_seen_at", Long.class)));
                  return seen;
                });
  }

  /** The devices enrolled for an integration. */
  public List<Device> devicesOf(Handle handle, String integrationUid) {
    return devicesOf(handle, List.of(integrationUid)).getOrDefault(integrationUid, List.of());
  }

  /** The devices enrolled for each of the integrations; one that has none is left out. */
  public Map<String, List<Device>> devicesOf(Handle handle, Collection<String> integrationUids) {
    return integrationUids.isEmpty()
        ? Map.of()
        : handle
            .createQuery(
                """
                SELECT e.integration_uid, d.uid, d.public_key, d.name
                FROM enrolment e JOIN device d ON d.uid = e.device_uid
                WHERE e.integration_uid IN (<integrations>) ORDER BY e.created_at, d.uid
                """)
            .bindList("integrations", integrationUids)
            .map((row, context) ->
                Map.entry(row.getString("integration_uid"), MAPPER.map(row, context)))
            .collect(groupingBy(Map.Entry::getKey, mapping(Map.Entry::getValue, toList())));
  }

  /**
   * A device of an integration.
   *
   * @param lastSessionAt when its newest session was stored, if one was
   */
  public record Enrolled(Device device, Instant since, @Nullable Instant lastSessionAt) {}

  /** The devices enrolled for an integration, and what is known of each there. */
  public List<Enrolled> enrolmentsOf(Handle handle, String integrationUid) {
    return handle
        .createQuery(
            """
            SELECT d.uid, d.public_key, d.name, e.created_at, e.last_session_at
            FROM enrolment e JOIN device d ON d.uid = e.device_uid
            WHERE e.integration_uid = :integration ORDER BY e.created_at, d.uid
            """)
        .bind("integration", integrationUid)
        .map((row, context) ->
            new Enrolled(
                MAPPER.map(row, context),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Columns.time(row, "last_session_at")))
        .list();
  }
}
