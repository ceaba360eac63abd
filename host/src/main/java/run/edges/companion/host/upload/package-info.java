/**
 * Channels to the servers: one each, from the pinned challenge to the acknowledged session. A
 * session lives here only between the extension's answer and the server's, never on disk.
 */
@NullMarked
package run.edges.companion.host.upload;

import org.jspecify.annotations.NullMarked;
