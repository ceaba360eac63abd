package run.edges.companion.host.device;

import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.seal.KeyPair;

/**
 * This browser profile as one server knows it.
 *
 * @param id given by the server at enrolment; null before
 * @param server its URL when it last welcomed the device; null before
 */
public record Device(KeyPair key, @Nullable String id, @Nullable String server) {
  /** A device that no server has welcomed yet. */
  public Device(KeyPair key, @Nullable String id) {
    this(key, id, null);
  }
}
