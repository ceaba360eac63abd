package run.edges.companion.server.configuration;

import java.math.BigInteger;
import java.net.InetAddress;

/**
 * Addresses that begin alike, such as {@code 10.0.0.0/8}.
 *
 * @param bits how many of them are the same
 */
public record AddressRange(InetAddress first, int bits) {
  /**
   * Reads an address, or one with the length of its prefix.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static AddressRange parse(String text) {
    String[] parts = text.split("/", -1);
    InetAddress first = InetAddress.ofLiteral(parts[0]);
    int all = first.getAddress().length * Byte.SIZE;
    int bits = parts.length == 1 ? all : Integer.parseInt(parts[1]);
    if (parts.length > 2 || bits < 0 || bits > all) {
      throw new IllegalArgumentException("not a range of addresses");
    }
    return new AddressRange(first, bits);
  }

  public boolean contains(InetAddress address) {
    int all = first.getAddress().length * Byte.SIZE;
    return address.getAddress().length * Byte.SIZE == all
        && prefix(address, all).equals(prefix(first, all));
  }

  private BigInteger prefix(InetAddress address, int all) {
    return new BigInteger(1, address.getAddress()).shiftRight(all - bits);
  }

  @Override
  public String toString() {
    return first.getHostAddress() + "/" + bits;
  }
}
