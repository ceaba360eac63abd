/**
 * The TLS port: Grizzly with Jersey and Tyrus, errors, limits and headers. The only package that
 * names the container.
 */
@NullMarked
package run.edges.companion.server.http;

import org.jspecify.annotations.NullMarked;
