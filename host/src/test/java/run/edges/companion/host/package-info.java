/** Tests of the host: as a process through its launcher, and in this process with short times. */
@NullMarked
package run.edges.companion.host;

import org.jspecify.annotations.NullMarked;
