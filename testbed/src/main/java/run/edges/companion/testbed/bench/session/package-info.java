/** How fast sessions become durable. */
@NullMarked
package run.edges.companion.testbed.bench.session;

import org.jspecify.annotations.NullMarked;
