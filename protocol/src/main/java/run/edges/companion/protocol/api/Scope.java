package run.edges.companion.protocol.api;

import com.google.gson.annotations.SerializedName;

/** What an API key may do. */
public enum Scope {
  /** Read everything but sessions. */
  @SerializedName("read")
  READ("read"),
  /** Change identities, links and integrations. */
  @SerializedName("write")
  WRITE("write"),
  /** Fetch the cookies of an integration. */
  @SerializedName("session:read")
  SESSION_READ("session:read"),
  /** Members, API keys and webhooks of the workspace. */
  @SerializedName("admin")
  ADMIN("admin"),
  /** Create workspaces on this server, and see how it is. */
  @SerializedName("server")
  SERVER("server");

  private final String label;

  Scope(String label) {
    this.label = label;
  }

  /** Its JSON. */
  @Override
  public String toString() {
    return label;
  }
}
