package run.edges.companion.testbed.bench.host;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The least that a host in Java can be: reads frames of JSON and answers each. */
public final class MinimalHost {
  private MinimalHost() {}

  /** Answers until the input ends. */
  public static void main(String[] arguments) throws IOException {
    try (InputStream in = new FileInputStream(FileDescriptor.in);
        OutputStream out = new FileOutputStream(FileDescriptor.out)) {
      Gson gson = new Gson();
      byte[] count = in.readNBytes(Integer.BYTES);
      while (count.length == Integer.BYTES) {
        int length = ByteBuffer.wrap(count).order(ByteOrder.nativeOrder()).getInt();
        String text = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        JsonObject answer = new JsonObject();
        answer.addProperty("type", "hello");
        answer.add("id", gson.fromJson(text, JsonObject.class).get("id"));
        byte[] body = gson.toJson(answer).getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame =
            ByteBuffer.allocate(Integer.BYTES + body.length).order(ByteOrder.nativeOrder());
        out.write(frame.putInt(body.length).put(body).array());
        count = in.readNBytes(Integer.BYTES);
      }
    }
  }
}
