/** The consent record and the receipt. */
@NullMarked
package run.edges.companion.server.consent;

import org.jspecify.annotations.NullMarked;
