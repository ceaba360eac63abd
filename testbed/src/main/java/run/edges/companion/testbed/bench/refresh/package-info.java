/** From a rotated cookie in a real Chromium to the acknowledged, durable session. */
@NullMarked
package run.edges.companion.testbed.bench.refresh;

import org.jspecify.annotations.NullMarked;
