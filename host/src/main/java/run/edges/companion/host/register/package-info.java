/** Telling the browsers of this user where the host is, and taking that back. */
@NullMarked
package run.edges.companion.host.register;

import org.jspecify.annotations.NullMarked;
