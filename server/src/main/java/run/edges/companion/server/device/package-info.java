/** Devices and their enrolments. */
@NullMarked
package run.edges.companion.server.device;

import org.jspecify.annotations.NullMarked;
