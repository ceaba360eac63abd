/** What happened to an integration, beside what its consent record holds. */
@NullMarked
package run.edges.companion.server.timeline;

import org.jspecify.annotations.NullMarked;
