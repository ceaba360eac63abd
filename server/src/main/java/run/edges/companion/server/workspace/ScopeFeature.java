package run.edges.companion.server.workspace;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import java.lang.reflect.Method;
import run.edges.companion.protocol.api.Scope;
import run.edges.companion.server.http.ApiException;

/** Puts before each method of the API the check of the scope that it needs. */
public final class ScopeFeature implements DynamicFeature {
  @Override
  public void configure(ResourceInfo resource, FeatureContext context) {
    context.register(new Check(scopeOf(resource.getResourceMethod())), Priorities.AUTHORIZATION);
  }

  private static Scope scopeOf(Method method) {
    RequiresScope required = method.getAnnotation(RequiresScope.class);
    if (required == null) {
      required = method.getDeclaringClass().getAnnotation(RequiresScope.class);
    }
    if (required != null) {
      return required.value();
    }
    return method.isAnnotationPresent(GET.class) ? Scope.READ : Scope.WRITE;
  }

  /** Pages have no key and are not checked: {@link ApiKeyFilter} decides which those are. */
  private record Check(Scope scope) implements ContainerRequestFilter {
    @Override
    public void filter(ContainerRequestContext request) {
      if (request.getSecurityContext().getUserPrincipal() instanceof WorkspacePrincipal caller
          && !caller.scopes().contains(scope)) {
        throw new ApiException(
            403, "STATUS_403", "This API key does not have the scope " + scope + ".");
      }
    }
  }
}
