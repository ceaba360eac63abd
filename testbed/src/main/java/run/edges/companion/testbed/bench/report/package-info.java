/** The results as a page and as a table. */
@NullMarked
package run.edges.companion.testbed.bench.report;

import org.jspecify.annotations.NullMarked;
