/** The way from an identity to the session of its owner: methods, links and what they ask. */
@NullMarked
package run.edges.companion.server.invite;

import org.jspecify.annotations.NullMarked;
