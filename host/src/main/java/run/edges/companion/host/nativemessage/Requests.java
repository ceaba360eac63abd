package run.edges.companion.host.nativemessage;

/** Where requests go once they are well-formed. Called by one thread. */
public interface Requests {
  void handle(NativeRequest request);

  /** Makes it. Runs after the first answer, away from the reading thread. */
  interface Factory {
    Requests create(NativeRequest.Hello hello, Extension extension);
  }
}
