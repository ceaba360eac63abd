/**
 * A LinkedIn member `{ number?, entity?, name? }` as docs/protocol.md section 6 has it. Never pinned on a public identifier,
 * which the member can change.
 */

const decimal = /^[0-9]{1,19}$/;
const entityForm = /^[A-Za-z0-9_-]{1,64}$/;

/** Same number, or, where one of them has no number, same entity (section 5.3). */
export function sameMember(one, other) {
  if (!one || !other) return false;
  if (one.number && other.number) return one.number === other.number;
  return Boolean(one.entity) && one.entity === other.entity;
}

export function memberName(member) {
  return member?.name || (member?.number ? `#${member.number}` : (member?.entity ?? ""));
}

/** The member in the answer of `voyager/api/me`, in either of its shapes, or `undefined` when it names none. */
export function memberFrom(answer) {
  const data = answer?.data ?? answer;
  const profile = answer?.miniProfile ?? data?.miniProfile ?? includedProfile(answer, data?.["*miniProfile"]);
  const number = numberFrom(profile?.objectUrn, data?.plainId);
  const entity = [profile?.entityUrn, profile?.dashEntityUrn].map(lastPart).find((part) => entityForm.test(part));
  if (!number && !entity) return undefined;
  const name = [profile?.firstName, profile?.lastName].filter(Boolean).join(" ").slice(0, 200);
  return { ...(number && { number }), ...(entity && { entity }), ...(name && { name }) };
}

function includedProfile(answer, reference) {
  const profiles = Array.isArray(answer?.included) ? answer.included.filter((entity) => entity?.entityUrn) : [];
  // Without the reference only a sole profile can be meant: another one could be a connection's.
  if (reference) return profiles.find((profile) => profile.entityUrn === reference);
  const mini = profiles.filter((profile) => /miniProfile/i.test(`${profile.entityUrn} ${profile.$type ?? ""}`));
  return mini.length === 1 ? mini[0] : undefined;
}

/** The URN is text; `plainId` went through a JavaScript number and is only good while that is exact. */
function numberFrom(objectUrn, plainId) {
  if (typeof objectUrn === "string" && objectUrn.startsWith("urn:li:member:") && decimal.test(lastPart(objectUrn))) {
    return lastPart(objectUrn);
  }
  if (typeof plainId === "number" && !Number.isSafeInteger(plainId)) return undefined;
  return decimal.test(String(plainId ?? "")) ? String(plainId) : undefined;
}

const lastPart = (urn) => (typeof urn === "string" ? urn.slice(urn.lastIndexOf(":") + 1) : "");
