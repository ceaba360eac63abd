package run.edges.companion.host;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import run.edges.companion.host.doctor.Doctor;
import run.edges.companion.host.nativemessage.Extension;
import run.edges.companion.host.nativemessage.NativeRequest;
import run.edges.companion.host.nativemessage.Problem;
import run.edges.companion.host.nativemessage.Requests;
import run.edges.companion.host.register.Healing;
import run.edges.companion.host.upload.Channels;
import run.edges.companion.protocol.wire.ErrorCode;

/**
 * Serves the extension after the first answer: its channels, and what concerns this installation.
 * What may take long has a thread of its own, which does not keep the process.
 */
final class Service implements Requests {
  private final Requests channels;
  private final Extension extension;
  private final Path installation;

  private Service(Requests channels, Extension extension, Path installation) {
    this.channels = channels;
    this.extension = extension;
    this.installation = installation;
  }

  /** A named class for the same reason as {@link Channels.Opener}. */
  record Opener(Path installation) implements Requests.Factory {
    @Override
    public Requests create(NativeRequest.Hello hello, Extension extension) {
      Requests channels = new Channels.Opener().create(hello, extension);
      // Nobody waits for it, but for a channel in the first second.
      CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS)
          .execute(() -> new Healing(System.getenv(), installation).run());
      return new Service(channels, extension, installation);
    }
  }

  @Override
  public void handle(NativeRequest request) {
    if (request instanceof NativeRequest.Doctor doctor) {
      inBackground("doctor", () -> examine(doctor.id()));
    } else {
      channels.handle(request);
    }
  }

  /** One at a time, however often it is asked for. */
  private synchronized void examine(String id) {
    try {
      extension.doctor(
          id,
          HostVersion.TEXT,
          new Doctor(System.getenv(), installation).examineRunning(HostVersion.TEXT));
    } catch (RuntimeException bug) {
      System.err.println("edges-companion-host: " + bug.getClass().getName());
      extension.error(id, Problem.of(ErrorCode.SERVER_FAILED));
    }
  }

  private static void inBackground(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }
}
