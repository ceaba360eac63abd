package run.edges.companion.server.upstream;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.api.IntegrationBody.Upstream;

/** Which identity of the upstream each of ours is, and what the upstream last answered. */
public final class UpstreamStore {
  /**
   * What is known after an answer.
   *
   * @param upstreamUid null if the identity is not there
   * @param pushed when the session that arrived was stored; null if none did
   */
  record Known(
      @Nullable String upstreamUid, String answer, Instant answeredAt, @Nullable Instant pushed) {}

  Optional<String> findUpstreamUid(Handle handle, String identityUid) {
    return handle
        .createQuery(
            "SELECT upstream_uid FROM upstream_identity WHERE identity_uid = :uid AND upstream_uid IS NOT NULL")
        .bind("uid", identityUid)
        .mapTo(String.class)
        .findOne();
  }

  /** Whether the session stored then, or a later one, has arrived. */
  boolean hasPushed(Handle handle, String identityUid, Instant storedAt) {
    return handle
        .createQuery(
            "SELECT 1 FROM upstream_identity WHERE identity_uid = :uid AND pushed_at >= :stored")
        .bind("uid", identityUid)
        .bind("stored", storedAt.toEpochMilli())
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  void put(Handle handle, String identityUid, Known known) {
    handle
        .createUpdate(
            """
            INSERT INTO upstream_identity (identity_uid, upstream_uid, answer, answered_at, pushed_at)
            VALUES (:uid, :upstream, :answer, :at, :pushed)
            ON CONFLICT (identity_uid) DO UPDATE SET upstream_uid = excluded.upstream_uid,
              answer = excluded.answer, answered_at = excluded.answered_at,
              pushed_at = COALESCE(excluded.pushed_at, upstream_identity.pushed_at)
            """)
        .bind("uid", identityUid)
        .bind("upstream", known.upstreamUid())
        .bind("answer", known.answer())
        .bind("at", known.answeredAt().toEpochMilli())
        .bind("pushed", known.pushed() == null ? null : known.pushed().toEpochMilli())
        .execute();
  }

  /**
   * What the upstream last answered for each of the identities; one never asked for is left out.
   */
  public Map<String, Upstream> find(Handle handle, Collection<String> identityUids) {
    return identityUids.isEmpty()
        ? Map.of()
        : handle
            .createQuery(
                "SELECT identity_uid, answer, answered_at FROM upstream_identity WHERE identity_uid IN (<identities>)")
            .bindList("identities", identityUids)
            .map((row, _) ->
                Map.entry(
                    row.getString("identity_uid"),
                    new Upstream(
                        Instant.ofEpochMilli(row.getLong("answered_at")), row.getString("answer"))))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }
}
