package run.edges.companion.server.device;

/**
 * One browser profile with the extension and its host.
 *
 * @param publicKey base64url, X25519
 * @param name as it calls itself, for people
 */
public record Device(String uid, String publicKey, String name) {}
