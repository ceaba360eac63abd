/** The API's description: the OpenAPI document, and a page that shows it to people. */
@NullMarked
package run.edges.companion.server.openapi;

import org.jspecify.annotations.NullMarked;
