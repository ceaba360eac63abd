/** What the server asks LinkedIn itself. */
@NullMarked
package run.edges.companion.server.linkedin;

import org.jspecify.annotations.NullMarked;
