package run.edges.companion.host.nativemessage;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import run.edges.companion.host.frame.FrameReader;
import run.edges.companion.host.frame.FrameWriter;
import run.edges.companion.host.frame.LightJson;
import run.edges.companion.protocol.wire.ErrorCode;
import run.edges.companion.protocol.wire.ProtocolException;

/**
 * One conversation with one extension, from {@code hello} to the end of input. The calling thread
 * only reads: requests are handled by a second thread, so that nothing that blocks there can delay
 * the end.
 */
public final class Conversation {
  private static final List<String> CAPABILITIES =
      List.of("inspect", "accept", "revoke", "record", "pause", "owner_page", "doctor");

  private final FrameReader reader;
  private final Extension extension;
  private final String version;
  private final Requests.Factory factory;
  private final LinkedBlockingQueue<JsonObject> queue = new LinkedBlockingQueue<>();
  private boolean greeted;

  /**
   * @param version of the host
   * @param onClosed runs when the other side no longer reads
   */
  public Conversation(
      InputStream in,
      OutputStream out,
      String version,
      Requests.Factory factory,
      Runnable onClosed) {
    this.reader = new FrameReader(in);
    this.extension = new Extension(new FrameWriter(out, onClosed));
    this.version = version;
    this.factory = factory;
  }

  /** Answers with one error frame that no request asked for. */
  public static void refuse(OutputStream out, ErrorCode code) {
    new Extension(new FrameWriter(out, Thread::yield)).error(null, Problem.of(code));
  }

  /**
   * Reads until the input ends.
   *
   * @throws IOException if it cannot be read, or ends inside a frame
   */
  public void run() throws IOException {
    while (true) {
      byte[] frame;
      try {
        frame = reader.next();
      } catch (ProtocolException tooLarge) {
        extension.error(null, Problem.of(tooLarge.code()));
        continue;
      }
      if (frame == null) {
        return;
      }
      receive(frame);
    }
  }

  private void receive(byte[] frame) {
    JsonObject message;
    try {
      message = LightJson.parse(frame);
    } catch (ProtocolException malformed) {
      extension.error(null, Problem.of(malformed.code()));
      return;
    }
    if (greeted) {
      queue.add(message);
    } else {
      greet(message);
    }
  }

  private void greet(JsonObject message) {
    try {
      if (!RequestParser.isHello(message)) {
        throw new ProtocolException(ErrorCode.MESSAGE_UNEXPECTED);
      }
      NativeRequest.Hello hello = RequestParser.parseHello(message);
      extension.send(answer(hello));
      greeted = true;
      Thread handler =
          new Thread("requests") {
            @Override
            public void run() {
              handleAll(hello);
            }
          };
      handler.setDaemon(true);
      handler.start();
    } catch (ProtocolException refused) {
      extension.error(RequestParser.findId(message), Problem.of(refused.code()));
    }
  }

  private JsonObject answer(NativeRequest.Hello hello) {
    JsonArray capabilities = new JsonArray();
    for (String capability : CAPABILITIES) {
      capabilities.add(capability);
    }
    JsonObject answer = new JsonObject();
    answer.addProperty("type", "hello");
    answer.addProperty("id", hello.id());
    answer.addProperty("protocol", 1);
    answer.addProperty("host_version", version);
    answer.add("capabilities", capabilities);
    return answer;
  }

  private void handleAll(NativeRequest.Hello hello) {
    Requests requests = factory.create(hello, extension);
    try {
      while (true) {
        handle(requests, queue.take());
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private void handle(Requests requests, JsonObject message) {
    @Nullable String id = RequestParser.findId(message);
    try {
      requests.handle(RequestParser.parse(message));
    } catch (ProtocolException refused) {
      extension.error(id, Problem.of(refused.code()));
    } catch (RuntimeException bug) {
      // The class says enough to find it; a message could hold what was asked.
      System.err.println("edges-companion-host: " + bug.getClass().getName());
      extension.error(id, Problem.of(ErrorCode.SERVER_FAILED));
    }
  }
}
