/** Many devices in one process, and the server they use. */
@NullMarked
package run.edges.companion.testbed.bench.fleet;

import org.jspecify.annotations.NullMarked;
