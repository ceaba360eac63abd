package run.edges.companion.host.wire;

import com.google.gson.JsonParseException;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.tyrus.client.ClientManager;
import org.jspecify.annotations.Nullable;
import run.edges.companion.host.nativemessage.Problem;
import run.edges.companion.host.nativemessage.ProblemException;
import run.edges.companion.host.nativemessage.ServerRef;
import run.edges.companion.protocol.statement.KeySet;
import run.edges.companion.protocol.statement.Statement;
import run.edges.companion.protocol.wire.DeviceMessage;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.WireJson;

/**
 * One WebSocket to a server that answered with a challenge signed by its pinned identity key. Sends
 * nothing before its maker has settled whether the server's TLS key is to be trusted.
 */
public final class Wire extends Endpoint {
  private static final String SUBPROTOCOL = "edges-companion.1";
  private static final int MAX_INCOMING_BYTES = 1_048_576;

  /** Kept, because a logger that nobody holds forgets its level. Tyrus logs what it receives. */
  private static final Logger TYRUS = Logger.getLogger("org.glassfish.tyrus");

  private static final ClientManager CLIENT = client();

  /** Told what happens after the challenge. Called by the wire's own thread. */
  public interface Listener {
    void received(Wire wire, ServerMessage message);

    void lost(Wire wire, Problem problem);
  }

  private final ServerRef server;
  private final TlsSocket socket;
  private final Listener listener;
  private final CompletableFuture<ServerMessage> first = new CompletableFuture<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private volatile @Nullable Session session;
  private volatile @Nullable Problem refusal;
  private String nonce = "";
  private KeySet keySet = new KeySet(List.of(), List.of(), Instant.EPOCH);

  private Wire(ServerRef server, TlsSocket socket, Listener listener) {
    this.server = server;
    this.socket = socket;
    this.listener = listener;
  }

  /** Loads what a connection needs, so that the first one does not wait for it. */
  public static void warmUp() {
    CLIENT.getInstalledExtensions();
  }

  /** Connects and verifies the challenge, but not the TLS key: see {@link #isKeyListed()}. */
  public static Wire open(ServerRef server, TlsSocket.Trust trust, Dialer dialer, Listener listener)
      throws ProblemException {
    TlsSocket socket = dialer.connect(server, trust);
    Wire wire = new Wire(server, socket, listener);
    try {
      wire.upgrade(dialer.timing());
      wire.verify(wire.first.get(dialer.timing().connect().toMillis(), TimeUnit.MILLISECONDS));
      return wire;
    } catch (DeploymentException
        | IOException
        | ExecutionException
        | TimeoutException
        | RuntimeException noChallenge) {
      wire.abort();
      Problem refused = wire.refusal;
      throw new ProblemException(refused != null ? refused : Problem.of(ErrorCode.SERVER_FAILED));
    } catch (InterruptedException ended) {
      wire.abort();
      Thread.currentThread().interrupt();
      throw new ProblemException(ErrorCode.SERVER_UNREACHABLE);
    } catch (ProblemException refused) {
      wire.abort();
      throw refused;
    }
  }

  public String nonce() {
    return nonce;
  }

  public KeySet keySet() {
    return keySet;
  }

  /** Whether the server's own key set names the key of its certificate. */
  public boolean isKeyListed() throws ProblemException {
    try {
      return keySet.tls().contains(socket.keyHash());
    } catch (IOException lost) {
      throw new ProblemException(ErrorCode.SERVER_UNREACHABLE);
    }
  }

  /** Sends; if that fails, the listener is told that the wire is lost. */
  public void send(DeviceMessage message) {
    Session open = session;
    try {
      if (open != null) {
        open.getBasicRemote().sendText(WireJson.write(message));
      }
    } catch (IOException | IllegalStateException lost) {
      abort();
    }
  }

  public boolean isOver() {
    return over.get();
  }

  /** Ends it without telling the listener. */
  public void abort() {
    over.set(true);
    socket.abort();
  }

  private void upgrade(Timing timing) throws DeploymentException, IOException {
    ClientEndpointConfig configuration =
        ClientEndpointConfig.Builder.create().preferredSubprotocols(List.of(SUBPROTOCOL)).build();
    configuration.getUserProperties().put(SocketContainer.SOCKET, socket);
    configuration.getUserProperties().put(SocketContainer.TIMING, timing);
    URI url = server.url();
    CLIENT.connectToServer(
        this,
        configuration,
        URI.create("wss://" + url.getRawAuthority() + url.getRawPath() + "/channel"));
  }

  private void verify(ServerMessage message) throws ProblemException {
    if (!(message instanceof ServerMessage.Challenge challenge)) {
      throw new ProblemException(
          message instanceof ServerMessage.Refused refused
              ? problem(refused)
              : Problem.of(ErrorCode.SERVER_FAILED));
    }
    Session open = session;
    if (open == null || !SUBPROTOCOL.equals(open.getNegotiatedSubprotocol())) {
      throw new ProblemException(ErrorCode.PROTOCOL_UNSUPPORTED);
    }
    String payload =
        challenge
            .keySet()
            .verify(Statement.Purpose.KEY_SET, challenge.serverIdentityKey(), server.fingerprint())
            .orElseThrow(() -> new ProblemException(ErrorCode.SERVER_IDENTITY_MISMATCH));
    try {
      keySet = WireJson.GSON.fromJson(payload, KeySet.class);
    } catch (JsonParseException malformed) {
      throw new ProblemException(ErrorCode.SERVER_FAILED);
    }
    nonce = challenge.nonce();
  }

  public static Problem problem(ServerMessage.Refused refused) {
    return new Problem(refused.code(), refused.error(), refused.message(), refused.mayRetry());
  }

  @Override
  public void onOpen(Session opened, EndpointConfig configuration) {
    opened.setMaxIdleTimeout(-1);
    opened.setMaxTextMessageBufferSize(MAX_INCOMING_BYTES);
    session = opened;
    opened.addMessageHandler(String.class, new Texts());
  }

  @Override
  public void onClose(Session closed, CloseReason reason) {
    Problem known = refusal;
    int number = reason.getCloseCode().getCode() - 4000;
    Problem problem =
        known != null
            ? known
            : Arrays.stream(ErrorCode.values())
                .filter(code -> code.number() == number)
                .findFirst()
                .map(Problem::of)
                .orElse(Problem.of(ErrorCode.SERVER_UNREACHABLE));
    socket.abort();
    first.completeExceptionally(new IOException("closed"));
    if (!over.getAndSet(true)) {
      listener.lost(this, problem);
    }
  }

  @Override
  public void onError(Session failed, Throwable error) {
    socket.abort();
  }

  private static ClientManager client() {
    TYRUS.setLevel(Level.OFF);
    return ClientManager.createClient(SocketContainer.class.getName());
  }

  private final class Texts implements MessageHandler.Whole<String> {
    @Override
    public void onMessage(String text) {
      try {
        ServerMessage message = WireJson.parseServerMessage(text);
        if (message instanceof ServerMessage.Refused refused && refused.id() == null) {
          refusal = problem(refused);
        }
        if (!first.complete(message) && !over.get()) {
          listener.received(Wire.this, message);
        }
      } catch (RuntimeException notTheProtocol) {
        refusal = Problem.of(ErrorCode.SERVER_FAILED);
        socket.abort();
      }
    }
  }
}
