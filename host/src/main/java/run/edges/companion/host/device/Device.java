package run.edges.companion.host.device;

import org.jspecify.annotations.Nullable;
import run.edges.companion.protocol.seal.KeyPair;

/**
 * This browser profile as one server knows it.
 *
 * @param id given by the server at enrolment; null before
 */
public record Device(KeyPair key, @Nullable String id) {}
