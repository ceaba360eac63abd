/** The pages of the dashboard that are about integrations. */
@NullMarked
package run.edges.companion.server.dashboard;

import org.jspecify.annotations.NullMarked;
