/**
 * Native messages ({@code docs/protocol.md} section 7): frames on stdin and stdout, who may call,
 * what may be asked, and what is answered. Everything up to the first answer avoids reflection and
 * cryptography, because the browser waits for it.
 */
@NullMarked
package run.edges.companion.host.nativemessage;

import org.jspecify.annotations.NullMarked;
