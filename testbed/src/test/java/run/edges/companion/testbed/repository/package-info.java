/**
 * Tests of the repository itself: what may use what, how code is written, and that the documents
 * are true.
 */
@NullMarked
package run.edges.companion.testbed.repository;

import org.jspecify.annotations.NullMarked;
