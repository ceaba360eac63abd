/** Shared links and the page they open. */
@NullMarked
package run.edges.companion.server.link;

import org.jspecify.annotations.NullMarked;
