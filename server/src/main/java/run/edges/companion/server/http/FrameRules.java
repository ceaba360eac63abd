package run.edges.companion.server.http;

import java.util.OptionalInt;

/**
 * Follows the headers of one client's WebSocket frames (RFC 6455 section 5.2), byte by byte,
 * without keeping any payload. Not thread-safe: bytes of a connection arrive one after the other.
 */
final class FrameRules {
  private static final int PROTOCOL_ERROR = 1002;
  private static final int TOO_BIG = 1009;
  private static final int MAX_CONTROL_BYTES = 125;
  private static final int MASK_BYTES = 4;

  private final int maxMessageBytes;
  private Part part = Part.FIRST;
  private boolean finalFrame;
  private boolean control;
  private int pending;
  private long length;
  private long messageBytes;

  private enum Part {
    FIRST,
    SECOND,
    LENGTH,
    MASK,
    PAYLOAD
  }

  FrameRules(int maxMessageBytes) {
    this.maxMessageBytes = maxMessageBytes;
  }

  /** How many of the next bytes are payload and need no look. */
  long skippable() {
    return part == Part.PAYLOAD ? length : 0;
  }

  /** Notes that so many bytes of payload went by. */
  void skip(long bytes) {
    length -= bytes;
    if (length == 0) {
      endFrame();
    }
  }

  /** Takes a byte of a header; returns the close code if the client broke a rule. */
  OptionalInt take(byte value) {
    int bits = value & 0xFF;
    return switch (part) {
      case FIRST -> first(bits);
      case SECOND -> second(bits);
      case LENGTH -> length(bits);
      case MASK -> mask();
      case PAYLOAD -> throw new IllegalStateException("payload is skipped");
    };
  }

  private OptionalInt first(int bits) {
    int opcode = bits & 0x0F;
    boolean reserved = (bits & 0x70) != 0;
    boolean known = opcode <= 2 || (opcode >= 8 && opcode <= 10);
    finalFrame = (bits & 0x80) != 0;
    control = opcode >= 8;
    part = Part.SECOND;
    return reserved || !known || (control && !finalFrame)
        ? OptionalInt.of(PROTOCOL_ERROR)
        : OptionalInt.empty();
  }

  private OptionalInt second(int bits) {
    if ((bits & 0x80) == 0) {
      return OptionalInt.of(PROTOCOL_ERROR); // a client must mask, section 5.1
    }
    int announced = bits & 0x7F;
    if (control && announced > MAX_CONTROL_BYTES) {
      return OptionalInt.of(PROTOCOL_ERROR);
    }
    if (announced <= MAX_CONTROL_BYTES) {
      length = announced;
      return lengthKnown();
    }
    length = 0;
    pending = announced == 126 ? 2 : 8;
    part = Part.LENGTH;
    return OptionalInt.empty();
  }

  private OptionalInt length(int bits) {
    length = (length << 8) | bits;
    pending--;
    return pending == 0 ? lengthKnown() : OptionalInt.empty();
  }

  private OptionalInt lengthKnown() {
    if (!control) {
      if (length < 0 || length > maxMessageBytes - messageBytes) {
        return OptionalInt.of(TOO_BIG);
      }
      messageBytes += length;
    }
    pending = MASK_BYTES;
    part = Part.MASK;
    return OptionalInt.empty();
  }

  private OptionalInt mask() {
    pending--;
    if (pending == 0) {
      part = Part.PAYLOAD;
      if (length == 0) {
        endFrame();
      }
    }
    return OptionalInt.empty();
  }

  private void endFrame() {
    part = Part.FIRST;
    if (!control && finalFrame) {
      messageBytes = 0;
    }
  }
}
