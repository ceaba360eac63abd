/** A real Firefox, and what an owner does with the product in it. */
@NullMarked
package run.edges.companion.testbed.product.firefox;

import org.jspecify.annotations.NullMarked;
