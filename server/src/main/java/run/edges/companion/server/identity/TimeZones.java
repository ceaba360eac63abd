package run.edges.companion.server.identity;

import com.ibm.icu.util.TimeZone;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Canonical names of the IANA time zone database, as ICU's data has them. */
public final class TimeZones {
  private TimeZones() {}

  /** Every canonical name, sorted. */
  public static List<String> all() {
    return ZoneId.getAvailableZoneIds().stream()
        .filter(name -> name.contains("/") || name.equals("UTC"))
        .filter(TimeZones::isCanonical)
        .sorted()
        .toList();
  }

  /** Whether this names a time zone, and is not an alias such as {@code Europe/Kiev}. */
  static boolean isCanonical(String name) {
    return findCanonical(name).filter(name::equals).isPresent();
  }

  /** The canonical name; empty if there is no such time zone. */
  static Optional<String> findCanonical(String name) {
    return ZoneId.getAvailableZoneIds().contains(name)
        ? Optional.ofNullable(TimeZone.getIanaID(name))
            .filter(id -> !id.equals(TimeZone.UNKNOWN_ZONE_ID))
        : Optional.empty();
  }
}
