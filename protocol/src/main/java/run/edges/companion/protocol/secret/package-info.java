/** Types for values that must never be printed. Revealing one takes a {@link SecretAccess}. */
@NullMarked
package run.edges.companion.protocol.secret;

import org.jspecify.annotations.NullMarked;
