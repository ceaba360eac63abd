import { sameServer } from "../protocol/link.js";

/**
 * Tells the host whom to keep a channel to, whenever that changes, and keeps the host running while there is anybody. An accept that
 * is not finished has its own channel.
 */
export function serverSender({ shares, host }) {
  let told;
  return ({ again = false } = {}) => {
    const connected = shares.connected();
    const servers = listServers(connected.filter((share) => share.state !== "ACCEPTING"));
    const list = JSON.stringify(servers);
    if ((again || list !== told) && host.send({ type: "connect", servers })) told = list;
    if (connected.length > 0) host.hold("shares");
    else host.release("shares");
  };
}

function listServers(shares) {
  const list = [];
  for (const { server, integration_id: integrationId } of shares) {
    const known = list.find((entry) => sameServer(entry.server, server));
    if (known) known.integrations.push(integrationId);
    else list.push({ server, integrations: [integrationId] });
  }
  return list;
}
