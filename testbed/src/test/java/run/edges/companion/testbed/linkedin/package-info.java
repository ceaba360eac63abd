@NullMarked
package run.edges.companion.testbed.linkedin;

import org.jspecify.annotations.NullMarked;
