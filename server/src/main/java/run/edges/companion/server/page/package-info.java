/** What every page has: its frame, its language, its files. */
@NullMarked
package run.edges.companion.server.page;

import org.jspecify.annotations.NullMarked;
