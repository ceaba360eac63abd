/** The product as people run it: its programs as processes, and a browser with its extension. */
@NullMarked
package run.edges.companion.testbed.product;

import org.jspecify.annotations.NullMarked;
