package run.edges.companion.testbed.linkedin;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The verification steps that only the owner can complete. A member of whom one is required gets it
 * at each password sign-in until it is completed or cleared. Thread-safe.
 */
public final class Checkpoints {

  /** The code that completes each checkpoint that asks for one. */
  public static final String CODE = "482913";

  /** What the owner has to do. */
  public enum Kind {
    EMAIL_CODE,
    SMS_CODE,
    AUTHENTICATOR_CODE,
    /** Approving in the mobile app: {@link Checkpoints#approve}. */
    APP_APPROVAL,
    /** A button that only a person in a browser is supposed to press. */
    CAPTCHA;

    boolean asksForCode() {
      return this == EMAIL_CODE || this == SMS_CODE || this == AUTHENTICATOR_CODE;
    }
  }

  record Checkpoint(String id, LinkedInMember member, Kind kind, boolean approved) {
    String path() {
      return PATH + id;
    }

    boolean isCompletedBy(String pin) {
      return switch (kind) {
        case EMAIL_CODE, SMS_CODE, AUTHENTICATOR_CODE -> pin.equals(CODE);
        case APP_APPROVAL -> approved;
        case CAPTCHA -> true;
      };
    }
  }

  static final String PATH = "/checkpoint/challenge/";

  private final Map<LinkedInMember, Kind> required = new HashMap<>();
  private final Map<LinkedInMember, Checkpoint> open = new HashMap<>();

  /** From now on this member's password sign-ins end in a checkpoint. */
  public synchronized void require(LinkedInMember member, Kind kind) {
    required.put(member, kind);
    open.remove(member);
  }

  /** The owner taps "yes, it's me" in the mobile app: the checkpoint page then lets them in. */
  public synchronized void approve(LinkedInMember member) {
    Checkpoint asked = open(member);
    open.put(member, new Checkpoint(asked.id, member, asked.kind, true));
  }

  /** Takes back {@link #require} and closes the member's open checkpoint. */
  public synchronized void clear(LinkedInMember member) {
    required.remove(member);
    open.remove(member);
  }

  synchronized boolean isRequired(LinkedInMember member) {
    return required.containsKey(member);
  }

  /** The member's open checkpoint, opened now if there is none. */
  synchronized Checkpoint open(LinkedInMember member) {
    return open.computeIfAbsent(
        member,
        m -> {
          String id = "AgF" + UUID.randomUUID().toString().replace("-", "");
          return new Checkpoint(id, m, required.getOrDefault(m, Kind.EMAIL_CODE), false);
        });
  }

  synchronized Optional<Checkpoint> find(String id) {
    return open.values().stream().filter(checkpoint -> checkpoint.id.equals(id)).findFirst();
  }
}
