/** The workspace's own proxies, by which LinkedIn is asked. */
@NullMarked
package run.edges.companion.server.proxy;

import org.jspecify.annotations.NullMarked;
