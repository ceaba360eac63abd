package run.edges.companion.host.wire;

import java.io.IOException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import run.edges.companion.host.nativemessage.ProblemException;
import run.edges.companion.host.nativemessage.ServerRef;
import run.edges.companion.protocol.wire.ErrorCode;

/**
 * Opens wires to one server and settles their TLS ({@code docs/protocol.md} section 5.1): the key
 * set that the pinned identity key signed names the certificate's key, or this machine trusts the
 * certificate for the host name. For one thread at a time.
 */
public final class Dialer {
  private final ServerRef server;
  private final Timing timing;
  private final TrustManager @Nullable [] platform;
  private TlsSocket.Trust lastTrust = TlsSocket.Trust.PINNED;

  /**
   * @param platform null for this machine's trust store
   */
  public Dialer(ServerRef server, Timing timing, TrustManager @Nullable [] platform) {
    this.server = server;
    this.timing = timing;
    this.platform = platform;
  }

  public Timing timing() {
    return timing;
  }

  /** Opens a wire on which it is safe to send. Blocks. */
  public Wire open(Wire.Listener listener) throws ProblemException {
    if (lastTrust == TlsSocket.Trust.PLATFORM) {
      lastTrust = TlsSocket.Trust.PINNED;
      try {
        return openTrusted(listener);
      } catch (ProblemException failed) {
        if (!failed.problem().is(ErrorCode.TLS_UNTRUSTED)) {
          throw failed;
        }
      }
    }
    Wire wire = Wire.open(server, TlsSocket.Trust.PINNED, this, listener);
    if (wire.isKeyListed()) {
      return wire;
    }
    wire.abort();
    return openTrusted(listener);
  }

  private Wire openTrusted(Wire.Listener listener) throws ProblemException {
    Wire wire = Wire.open(server, TlsSocket.Trust.PLATFORM, this, listener);
    lastTrust = TlsSocket.Trust.PLATFORM;
    return wire;
  }

  public TlsSocket connect(ServerRef to, TlsSocket.Trust trust) throws ProblemException {
    try {
      return TlsSocket.connect(to.url(), trust, timing.connect(), platform);
    } catch (SSLHandshakeException refused) {
      throw new ProblemException(
          trust == TlsSocket.Trust.PLATFORM
              ? ErrorCode.TLS_UNTRUSTED
              : ErrorCode.SERVER_UNREACHABLE);
    } catch (IOException unreachable) {
      throw new ProblemException(ErrorCode.SERVER_UNREACHABLE);
    }
  }
}
