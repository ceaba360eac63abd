/**
 * The server's REST API as Java sees it: one record per body, and a client ({@code docs/api.md}).
 * The fields of the Edges API v1 stand first in each record, this server's additions after them.
 */
@NullMarked
package run.edges.companion.protocol.api;

import org.jspecify.annotations.NullMarked;
