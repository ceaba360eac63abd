import { Failure } from "../protocol/errors.js";

const causes = [
  [/not found|no such native application/i, "HOST_MISSING"],
  [/forbidden/i, "HOST_FORBIDDEN"],
  [/failed to start|invalid native messaging host name/i, "HOST_UNSTARTABLE"],
  [/error when communicating|message .*(length|size)|too big/i, "HOST_GARBLED"],
];

/** Sorts the browser's words for a closed native port. Firefox says nothing when the host just ended. */
export function classifyDisconnect(reason) {
  const [, label] = causes.find(([words]) => words.test(reason ?? "")) ?? [null, "HOST_EXITED"];
  return new Failure(label);
}
