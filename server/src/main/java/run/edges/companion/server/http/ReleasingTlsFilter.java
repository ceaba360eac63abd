package run.edges.companion.server.http;

import java.io.IOException;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.ssl.SSLBaseFilter;
import org.glassfish.grizzly.ssl.SSLEngineConfigurator;

/**
 * Grizzly's TLS filter, which otherwise keeps the last output buffer, 33 KB, with each idle
 * connection. The buffer is replaced by an empty one under the lock that a write holds; only the
 * cloner, which runs inside of a write, ever reads it.
 */
final class ReleasingTlsFilter extends SSLBaseFilter {
  ReleasingTlsFilter(SSLEngineConfigurator engine) {
    super(engine);
  }

  @Override
  public NextAction handleWrite(FilterChainContext context) throws IOException {
    Connection<?> connection = context.getConnection();
    synchronized (connection) {
      NextAction next = super.handleWrite(context);
      var _ = COPY_CLONER.clone(connection, Buffers.EMPTY_BUFFER);
      return next;
    }
  }
}
