/** The stand-in's HTML pages, with the ids that public code knows of LinkedIn's. */
@NullMarked
package run.edges.companion.testbed.linkedin.page;

import org.jspecify.annotations.NullMarked;
