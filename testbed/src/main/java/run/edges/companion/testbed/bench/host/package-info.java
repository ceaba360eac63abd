/** What starting the host costs, beside smaller programs. */
@NullMarked
package run.edges.companion.testbed.bench.host;

import org.jspecify.annotations.NullMarked;
