/** Telling the browsers of this user where the host is, whether it works, and taking it back. */
@NullMarked
package run.edges.companion.host.register;

import org.jspecify.annotations.NullMarked;
