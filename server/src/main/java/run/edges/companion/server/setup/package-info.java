/** The ways to set an integration up through the API. */
@NullMarked
package run.edges.companion.server.setup;

import org.jspecify.annotations.NullMarked;
