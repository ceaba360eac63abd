// What a browser can check by itself, as the extension does: the chain of the consent record and the signature on a receipt.
import { fromBase64url, sha256, toBase64url } from './base64url.js';
import { verifyReceipt } from './statement.js';

export { containsHead, verifyRecord } from './record.js';

export const statementOf = ({ payload }) => JSON.parse(new TextDecoder().decode(fromBase64url(payload)));

/** What a shared link carries after its secret. */
export const fingerprintOf = async (publicKey) => toBase64url(await sha256(fromBase64url(publicKey)));

/** Whether the key signed the receipt for this integration; undefined if this browser cannot tell. */
export async function isSigned(receipt, publicKey, integrationId) {
  const { verified, reason } = await verifyReceipt(receipt, publicKey, await fingerprintOf(publicKey), integrationId);
  return reason === 'UNSUPPORTED' ? undefined : verified;
}
