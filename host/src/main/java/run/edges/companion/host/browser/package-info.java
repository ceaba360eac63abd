/** The browsers, where each looks for the host on each system, and the manifests they read. */
@NullMarked
package run.edges.companion.host.browser;

import org.jspecify.annotations.NullMarked;
