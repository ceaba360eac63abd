/** What is read from the machine: processor time, memory, latencies, the disk's own rate. */
@NullMarked
package run.edges.companion.testbed.bench.measure;

import org.jspecify.annotations.NullMarked;
