/** How the server itself is. */
@NullMarked
package run.edges.companion.server.health;

import org.jspecify.annotations.NullMarked;
