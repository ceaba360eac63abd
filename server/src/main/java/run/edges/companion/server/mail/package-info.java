/** Mail to owners: what only they can do, told by an SMTP server that the administrator names. */
@NullMarked
package run.edges.companion.server.mail;

import org.jspecify.annotations.NullMarked;
