/** Telling browsers where the host is, keeping that true, and taking it back. */
@NullMarked
package run.edges.companion.host.register;

import org.jspecify.annotations.NullMarked;
