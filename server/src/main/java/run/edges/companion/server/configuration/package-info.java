/** Settings of the server: one typed record, read once from a file and the environment. */
@NullMarked
package run.edges.companion.server.configuration;

import org.jspecify.annotations.NullMarked;
