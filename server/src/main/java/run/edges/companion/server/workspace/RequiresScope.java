package run.edges.companion.server.workspace;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import run.edges.companion.protocol.api.Scope;

/**
 * The scope that a method needs, on the method or its class. Without it: {@code read} for GET,
 * {@code write} for the rest.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface RequiresScope {
  Scope value();
}
