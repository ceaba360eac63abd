package run.edges.companion.testbed.bench.host;

import java.util.List;
import java.util.Map;

/**
 * A native-messaging host that ours is measured beside.
 *
 * @param command as a browser starts it
 * @param request a message that it answers with one frame
 * @param stays whether it waits for more then, so that its use of the computer can be read
 */
record OtherHost(
    String name,
    List<String> command,
    Map<String, String> environment,
    String request,
    boolean stays) {}
