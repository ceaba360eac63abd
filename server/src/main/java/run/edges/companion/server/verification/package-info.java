/** Asks LinkedIn, now and again, whether what is stored still lives, and says what ends soon. */
@NullMarked
package run.edges.companion.server.verification;

import org.jspecify.annotations.NullMarked;
