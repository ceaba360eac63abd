/** What a request does, by name. */
@NullMarked
package run.edges.companion.server.action;

import org.jspecify.annotations.NullMarked;
