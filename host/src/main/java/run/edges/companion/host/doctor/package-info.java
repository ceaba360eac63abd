/** Whether browsers can start the host and whether it reaches its servers. Changes nothing. */
@NullMarked
package run.edges.companion.host.doctor;

import org.jspecify.annotations.NullMarked;
