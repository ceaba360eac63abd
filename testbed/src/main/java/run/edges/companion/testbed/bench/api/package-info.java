/** How fast the REST API answers with many identities, and how fast webhooks leave. */
@NullMarked
package run.edges.companion.testbed.bench.api;

import org.jspecify.annotations.NullMarked;
