package run.edges.companion.server.action;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Each success of the method that a request reaches is an entry in the audit, with this action. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Audited {
  /** Names a text of the page, such as {@code audit.identity.create}. */
  String value();
}
