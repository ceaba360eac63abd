/** What the product costs, measured beside what it is compared with, and the page that shows it. */
@NullMarked
package run.edges.companion.testbed.bench;

import org.jspecify.annotations.NullMarked;
