/** The program that the browser starts: native messages on one side, channels on the other. */
@NullMarked
package run.edges.companion.host;

import org.jspecify.annotations.NullMarked;
