package run.edges.companion.server.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import run.edges.companion.protocol.seal.Binding;
import run.edges.companion.protocol.seal.Envelope;
import run.edges.companion.protocol.wire.DeviceMessage;
import run.edges.companion.protocol.wire.ServerMessage;
import run.edges.companion.protocol.wire.WireJson;
import run.edges.companion.server.testing.Address;
import run.edges.companion.server.testing.RawChannel;
import run.edges.companion.server.testing.TestDevice;

/** An enrolled device on a raw channel, which answers no close frame. */
final class RawDevice {
  private RawDevice() {}

  /** Says hello as {@code device}, whose own channel the server then closes. */
  static RawChannel hello(Address address, TestDevice device) throws IOException {
    RawChannel channel = RawChannel.open(address);
    channel.write(RawChannel.upgrade(TestDevice.SUBPROTOCOL).getBytes(StandardCharsets.US_ASCII));
    assertThat(channel.head()).startsWith("HTTP/1.1 101 ");
    ServerMessage.Challenge challenge =
        (ServerMessage.Challenge) WireJson.parseServerMessage(channel.frame().text());
    var recipient = TestDevice.recipient(challenge, address.fingerprint());
    String envelope =
        Envelope.seal(
                device.key(),
                recipient.publicKey(),
                Binding.hello(challenge.nonce(), device.uid()),
                new byte[0])
            .text();
    channel.sendText(
        WireJson.write(new DeviceMessage.Hello("1", device.uid(), recipient.id(), envelope)));
    assertThat(channel.frame().text()).contains("\"welcome\"");
    return channel;
  }
}
