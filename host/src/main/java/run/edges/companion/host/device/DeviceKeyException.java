package run.edges.companion.host.device;

import java.nio.file.Path;

/** A device key cannot be read or kept. The message is public and names the path. */
public final class DeviceKeyException extends RuntimeException {
  private final String text;

  DeviceKeyException(Path path, String reason) {
    this("The device key cannot be used: " + path + " " + reason + ".");
  }

  private DeviceKeyException(String text) {
    super(text);
    this.text = text;
  }

  public String text() {
    return text;
  }
}
