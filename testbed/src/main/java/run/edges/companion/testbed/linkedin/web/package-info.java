/** The stand-in's HTTP over TLS: one request, its answer, and the certificate. */
@NullMarked
package run.edges.companion.testbed.linkedin.web;

import org.jspecify.annotations.NullMarked;
