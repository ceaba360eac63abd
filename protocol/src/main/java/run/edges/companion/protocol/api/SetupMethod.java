package run.edges.companion.protocol.api;

import com.google.gson.annotations.SerializedName;

/** How an integration was set up, and so how it is refreshed when it is not valid any more. */
public enum SetupMethod {
  /** The owner accepted a shared link in a browser with the extension. */
  @SerializedName("SHARED - EXTENSION")
  SHARED_EXTENSION("SHARED - EXTENSION", "SHARED", "COOKIES"),
  /** The owner signed in on the page of a login link. */
  @SerializedName("SHARED - LOGIN")
  SHARED_LOGIN("SHARED - LOGIN", "SHARED", "BASIC"),
  /** The integrator sent username and password. */
  @SerializedName("API - BASIC")
  API_BASIC("API - BASIC", "API", "BASIC"),
  /** The integrator sent cookies. */
  @SerializedName("API - COOKIES")
  API_COOKIES("API - COOKIES", "API", "COOKIES");

  private final String label;
  private final String setupSource;
  private final String authMethod;

  SetupMethod(String label, String setupSource, String authMethod) {
    this.label = label;
    this.setupSource = setupSource;
    this.authMethod = authMethod;
  }

  /** As people read it; also its JSON. */
  public String label() {
    return label;
  }

  /** {@code setup_source} of the Edges API. */
  public String setupSource() {
    return setupSource;
  }

  /** {@code auth_method} of the Edges API: how the session was got. */
  public String authMethod() {
    return authMethod;
  }

  @Override
  public String toString() {
    return label;
  }
}
