package run.edges.companion.server.access;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.secret.SecretAccess;
import run.edges.companion.protocol.secret.SecretText;

/**
 * Hashes of passwords by Argon2id, as the OWASP cheat sheet has it: 19 MiB, 2 passes. A few at
 * once, so that many sign-ins do not take the memory of everything else.
 */
final class Passwords {
  private static final int MIN_LENGTH = 12;
  private static final int MAX_LENGTH = 200;
  private static final int AT_ONCE = 4;
  private static final int SALT_BYTES = 16;
  private static final int HASH_BYTES = 32;
  private static final int MEMORY_KIB = 19_456;
  private static final int PASSES = 2;

  private static final Argon2Function ARGON2ID =
      Argon2Function.getInstance(MEMORY_KIB, PASSES, 1, HASH_BYTES, Argon2.ID);

  private final Semaphore free = new Semaphore(AT_ONCE);

  private @Nullable String nobodys;

  String hash(SecretText password) {
    return limited(() ->
        Password.hash(password.reveal(SecretAccess.granted()))
            .addRandomSalt(SALT_BYTES)
            .with(ARGON2ID)
            .getResult());
  }

  /**
   * Whether it is the password.
   *
   * @param hash absent if there is none to compare with
   */
  boolean isRight(SecretText password, @Nullable String hash) {
    String nobody = nobodys();
    String stored = hash == null ? nobody : hash;
    boolean matches =
        limited(() ->
            Password.check(password.reveal(SecretAccess.granted()), stored)
                .with(Argon2Function.getInstanceFromHash(stored)));
    return matches && hash != null;
  }

  /** What is compared when there is no such member, so that the answer takes as long. */
  private synchronized String nobodys() {
    if (nobodys == null) {
      nobodys = hash(SecretText.of("nobody's password"));
    }
    return nobodys;
  }

  private <T> T limited(Supplier<T> work) {
    free.acquireUninterruptibly();
    try {
      return work.get();
    } finally {
      free.release();
    }
  }

  /**
   * The key of what is wrong with a new password: it must be long, and not the address. More rules
   * make passwords worse (NIST SP 800-63B section 5.1.1).
   */
  static Optional<String> problem(String password, String email) {
    if (password.length() < MIN_LENGTH) {
      return Optional.of("short");
    }
    if (password.length() > MAX_LENGTH) {
      return Optional.of("long");
    }
    return password.equalsIgnoreCase(email.strip())
        ? Optional.of("email-as-password")
        : Optional.empty();
  }
}
