/**
 * The demonstration: the whole story in a real browser, with a line and a picture for each step.
 */
@NullMarked
package run.edges.companion.testbed.demo;

import org.jspecify.annotations.NullMarked;
