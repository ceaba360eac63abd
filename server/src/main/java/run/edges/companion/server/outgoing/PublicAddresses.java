package run.edges.companion.server.outgoing;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Resolves to addresses of the public internet only, so that a name that a workspace gave cannot
 * point into the network of the server. The address that was checked is the one that is connected
 * to.
 */
public final class PublicAddresses implements DnsResolver {
  /** Prefixes of IANA's special-purpose registries that {@link InetAddress} has no word for. */
  private static final int[][] SPECIAL_V4 = {
    {0, 8}, // "this network"
    {100 << 24 | 64 << 16, 10}, // shared by carriers, RFC 6598
    {192 << 24, 24}, // protocol assignments
    {192 << 24 | 2 << 8, 24}, // documentation
    {198 << 24 | 18 << 16, 15}, // benchmarks
    {198 << 24 | 51 << 16 | 100 << 8, 24}, // documentation
    {203 << 24 | 113 << 8, 24}, // documentation
    {240 << 24, 4}, // reserved, and broadcast
  };

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] found = SystemDefaultDnsResolver.INSTANCE.resolve(host);
    if (!Arrays.stream(found).allMatch(PublicAddresses::isPublic)) {
      throw new PrivateAddressException(host);
    }
    return found;
  }

  @Override
  public String resolveCanonicalHostname(String host) throws UnknownHostException {
    return SystemDefaultDnsResolver.INSTANCE.resolveCanonicalHostname(host);
  }

  /** The name leads to an address that is not public. */
  public static final class PrivateAddressException extends UnknownHostException {
    PrivateAddressException(String host) {
      super(host);
    }
  }

  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) {
      return false;
    }
    byte[] bytes = address.getAddress();
    return bytes.length == 4 ? isPublicV4(bytes, 0) : isPublicV6(bytes);
  }

  private static boolean isPublicV4(byte[] bytes, int offset) {
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value = value << 8 | (bytes[offset + i] & 0xFF);
    }
    for (int[] special : SPECIAL_V4) {
      int shift = 32 - special[1];
      if (value >>> shift == special[0] >>> shift) {
        return false;
      }
    }
    int first = value >>> 24;
    return first != 10
        && first != 127
        && value >>> 16 != (169 << 8 | 254)
        && value >>> 16 != (192 << 8 | 168)
        && value >>> 20 != (172 << 4 | 1);
  }

  private static boolean isPublicV6(byte[] bytes) {
    int first = (bytes[0] & 0xFF) << 8 | (bytes[1] & 0xFF);
    int second = (bytes[2] & 0xFF) << 8 | (bytes[3] & 0xFF);
    if (first == 0x64 && second == 0xFF9B) {
      return isPublicV4(bytes, 12); // NAT64, RFC 6052
    }
    if (first == 0x2002) {
      return isPublicV4(bytes, 2); // 6to4, RFC 3056
    }
    boolean globalUnicast = first >>> 13 == 1;
    boolean special = first == 0x2001 && (second < 0x0200 || second == 0x0DB8);
    return globalUnicast && !special;
  }
}
