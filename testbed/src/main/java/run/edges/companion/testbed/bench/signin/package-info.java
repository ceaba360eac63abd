/** What signing in and verifying cost. */
@NullMarked
package run.edges.companion.testbed.bench.signin;

import org.jspecify.annotations.NullMarked;
