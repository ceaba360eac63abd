/** The device key: one owner-only file per browser profile and server. */
@NullMarked
package run.edges.companion.host.device;

import org.jspecify.annotations.NullMarked;
