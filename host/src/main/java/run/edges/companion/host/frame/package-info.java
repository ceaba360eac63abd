/**
 * Frames on stdin and stdout, and the JSON in them, with as few classes as can be: the first reply
 * waits for these.
 */
@NullMarked
package run.edges.companion.host.frame;

import org.jspecify.annotations.NullMarked;
