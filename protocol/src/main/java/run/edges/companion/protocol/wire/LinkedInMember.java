package run.edges.companion.protocol.wire;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A LinkedIn account holder as LinkedIn identifies them. At least one of number and entity is
 * present.
 *
 * @param number the member number, decimal
 * @param entity the id inside {@code entityUrn}
 * @param name for people; never compared
 */
public record LinkedInMember(@Nullable String number, @Nullable String entity, String name) {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,19}");
  private static final Pattern ENTITY = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final int MAX_NAME = 200;

  /**
   * @throws IllegalArgumentException if both ids are missing or one is malformed
   */
  public LinkedInMember {
    boolean wellFormed =
        (number != null || entity != null)
            && (number == null || NUMBER.matcher(number).matches())
            && (entity == null || ENTITY.matcher(entity).matches())
            && name.length() <= MAX_NAME
            && name.chars().noneMatch(Character::isISOControl);
    if (!wellFormed) {
      throw new IllegalArgumentException("a LinkedIn member needs a well-formed number or entity");
    }
  }

  /** Whether both are the same member: by number, or by entity where one has no number. */
  public boolean isSameAs(LinkedInMember other) {
    if (number != null && other.number != null) {
      return number.equals(other.number);
    }
    return entity != null && entity.equals(other.entity);
  }
}
