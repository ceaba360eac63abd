/** Computers on which packages are installed and removed. */
@NullMarked
package run.edges.companion.testbed.product.computer;

import org.jspecify.annotations.NullMarked;
