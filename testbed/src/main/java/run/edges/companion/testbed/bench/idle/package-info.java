/** What an idle device costs, beside a bare WebSocket server. */
@NullMarked
package run.edges.companion.testbed.bench.idle;

import org.jspecify.annotations.NullMarked;
