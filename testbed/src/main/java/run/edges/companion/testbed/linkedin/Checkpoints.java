package run.edges.companion.testbed.linkedin;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The steps between a password and the feed. Checkpoints only the owner can complete: a member of
 * whom some are required gets them, one after the other, at each password sign-in until the last is
 * completed or they are cleared. Interstitials come when the member is signed in already.
 *
 * <p>Each password sign-in opens the first checkpoint anew and closes an earlier one. What acts on
 * a member's checkpoint opens one if there is none. Thread-safe.
 */
public final class Checkpoints {

  /** The first code of the first checkpoint; later ones are others. */
  public static final String CODE = "482913";

  /** What the owner has to do. */
  public enum Kind {
    EMAIL_CODE,
    SMS_CODE,
    AUTHENTICATOR_CODE,
    /** Answering in the mobile app: {@link Checkpoints#approve} or {@link Checkpoints#decline}. */
    APP_APPROVAL,
    /** A button that only a person in a browser is supposed to press. */
    CAPTCHA,
    /** Giving a phone number, any. */
    PHONE_REGISTRATION,
    /** Signing in once more. */
    LOGIN_FORM,
    /** A page that nobody knows, and that nothing completes. */
    UNKNOWN
  }

  /** What a member who is signed in may see before the feed. */
  public enum Interstitial {
    ADD_PHONE("/check/add-phone"),
    MESSAGE("/check/message");

    private final String path;

    Interstitial(String path) {
      this.path = path;
    }

    String path() {
      return path;
    }
  }

  enum Approval {
    PENDING,
    APPROVED,
    DECLINED
  }

  /** What becomes of a checkpoint when its owner looks at it or does something. */
  sealed interface Outcome {}

  enum Again implements Outcome {
    NOT_DONE,
    WRONG_CODE,
    EXPIRED_CODE
  }

  record Next(Checkpoint checkpoint) implements Outcome {}

  record Done() implements Outcome {}

  record Closed() implements Outcome {}

  /** One step that is open. What changes belongs to the lock of its {@link Checkpoints}. */
  static final class Checkpoint {
    final String id = "AgF" + UUID.randomUUID().toString().replace("-", "");
    final LinkedInMember member;
    final Kind kind;
    private final List<Kind> later;
    private String code;
    private @Nullable String expired;
    private int wrongCodes;
    private Approval approval = Approval.PENDING;

    private Checkpoint(LinkedInMember member, List<Kind> kinds, String code) {
      this.member = member;
      this.kind = kinds.getFirst();
      this.later = kinds.subList(1, kinds.size());
      this.code = code;
    }

    String path() {
      return switch (kind) {
        case LOGIN_FORM -> LOGIN_FORM;
        case APP_APPROVAL -> "/checkpoint/challengesV2/" + id;
        default -> "/checkpoint/challenge/" + id;
      };
    }

    /** The path, with the query that leads to it. */
    String location() {
      return kind == Kind.LOGIN_FORM
          ? LOGIN_FORM + "?session_redirect=%2Ffeed%2F&challengeId=" + id
          : path();
    }
  }

  static final String LOGIN_FORM = "/checkpoint/lg/login";

  private final Map<LinkedInMember, List<Kind>> required = new HashMap<>();
  private final Map<LinkedInMember, Checkpoint> open = new HashMap<>();
  private final Map<LinkedInMember, Interstitial> interstitials = new HashMap<>();
  private int maxTries = 3;

  /** From now on this member's password sign-ins end in these checkpoints, in this order. */
  public synchronized void require(LinkedInMember member, Kind first, Kind... more) {
    List<Kind> kinds = new ArrayList<>(List.of(more));
    kinds.addFirst(first);
    required.put(member, List.copyOf(kinds));
    open.remove(member);
  }

  /** The code sent last, or that the member's app shows: the right one unless it has expired. */
  public synchronized String code(LinkedInMember member) {
    return open(member).code;
  }

  /** Expires what was sent so far, until a resend; an authenticator shows a new code at once. */
  public synchronized void expireCodes(LinkedInMember member) {
    Checkpoint asked = open(member);
    asked.expired = asked.code;
    if (asked.kind == Kind.AUTHENTICATOR_CODE) {
      asked.code = codeAfter(asked.code);
    }
  }

  /** How many wrong codes close a checkpoint; expired ones do not count. */
  public synchronized void maxTries(int tries) {
    maxTries = tries;
  }

  /** The owner taps "yes, it's me" in the mobile app: the checkpoint page then lets them in. */
  public synchronized void approve(LinkedInMember member) {
    answerInApp(member, Approval.APPROVED);
  }

  /** The owner taps "no": the checkpoint page then leads back to the sign-in. */
  public synchronized void decline(LinkedInMember member) {
    answerInApp(member, Approval.DECLINED);
  }

  /** The member's next sign-in on the pages leads there instead of to the feed, once. */
  public synchronized void interrupt(LinkedInMember member, Interstitial interstitial) {
    interstitials.put(member, interstitial);
  }

  /** Takes back what was told for this member, and closes the open checkpoint. */
  public synchronized void clear(LinkedInMember member) {
    required.remove(member);
    open.remove(member);
    interstitials.remove(member);
  }

  /** Opens the first checkpoint that a password sign-in of this member ends in, if any does. */
  synchronized Optional<Checkpoint> begin(LinkedInMember member) {
    if (!required.containsKey(member)) {
      return Optional.empty();
    }
    open.remove(member);
    return Optional.of(open(member));
  }

  /** The member's open checkpoint, opened now if there is none. */
  synchronized Checkpoint open(LinkedInMember member) {
    return open.computeIfAbsent(
        member, m -> new Checkpoint(m, required.getOrDefault(m, List.of(Kind.EMAIL_CODE)), CODE));
  }

  /** The open checkpoint that has its page or something below it at a path. */
  synchronized Optional<Checkpoint> at(String path) {
    return find(
        asked -> asked.kind != Kind.LOGIN_FORM && (path + "/").startsWith(asked.path() + "/"));
  }

  synchronized Optional<Checkpoint> loginForm(String id) {
    return find(asked -> asked.kind == Kind.LOGIN_FORM && asked.id.equals(id));
  }

  synchronized Outcome look(Checkpoint asked) {
    return switch (asked.approval) {
      case PENDING -> isOpen(asked) ? Again.NOT_DONE : new Closed();
      case APPROVED -> complete(asked);
      case DECLINED -> close(asked);
    };
  }

  /** Takes the form of a checkpoint; the password of a {@link Kind#LOGIN_FORM} is right already. */
  synchronized Outcome submit(Checkpoint asked, Map<String, String> form) {
    return switch (asked.kind) {
      case EMAIL_CODE, SMS_CODE, AUTHENTICATOR_CODE ->
          submitCode(asked, form.getOrDefault("pin", ""));
      case PHONE_REGISTRATION ->
          form.getOrDefault("phoneNumber", "").isBlank() ? look(asked) : complete(asked);
      case CAPTCHA, LOGIN_FORM -> complete(asked);
      case APP_APPROVAL, UNKNOWN -> look(asked);
    };
  }

  synchronized void resend(Checkpoint asked) {
    asked.code = codeAfter(asked.code);
    asked.expired = null;
  }

  synchronized Approval approval(Checkpoint asked) {
    return asked.approval;
  }

  /** Where a sign-in that is complete leads. */
  synchronized String landing(LinkedInMember member) {
    Interstitial interstitial = interstitials.remove(member);
    return interstitial == null ? "/feed/" : interstitial.path();
  }

  private void answerInApp(LinkedInMember member, Approval approval) {
    Checkpoint asked = open(member);
    if (asked.kind != Kind.APP_APPROVAL) {
      throw new IllegalStateException(member + " is not asked in the app, but for " + asked.kind);
    }
    asked.approval = approval;
  }

  private Outcome submitCode(Checkpoint asked, String pin) {
    if (pin.equals(asked.expired)) {
      return Again.EXPIRED_CODE;
    }
    if (pin.equals(asked.code)) {
      return complete(asked);
    }
    asked.wrongCodes++;
    return asked.wrongCodes < maxTries ? Again.WRONG_CODE : close(asked);
  }

  /** A checkpoint that was closed meanwhile lets nobody in. */
  private Outcome complete(Checkpoint asked) {
    if (!isOpen(asked)) {
      return new Closed();
    }
    if (asked.later.isEmpty()) {
      required.remove(asked.member);
      open.remove(asked.member);
      return new Done();
    }
    Checkpoint next = new Checkpoint(asked.member, asked.later, codeAfter(asked.code));
    open.put(asked.member, next);
    return new Next(next);
  }

  private Outcome close(Checkpoint asked) {
    open.remove(asked.member, asked);
    return new Closed();
  }

  private boolean isOpen(Checkpoint asked) {
    return open.get(asked.member) == asked;
  }

  private Optional<Checkpoint> find(Predicate<Checkpoint> wanted) {
    return open.values().stream().filter(wanted).findFirst();
  }

  private static String codeAfter(String code) {
    return "%06d".formatted((Integer.parseInt(code) + 111_111) % 1_000_000);
  }
}
