/**
 * Reduces what is known to the three steps of the first-run page: `{ steps, isReady }`. A step is `{ key, state }` with state `done`,
 * `todo` or `checking`, and what its page needs: `version`, `member`, `problem` (an error label), `commands`, `sandbox`. A command is
 * `{ command, way }`; `way` says how the program was installed where the command depends on it: by `package` or `script`.
 *
 * `host` is the worker's answer to `probe`, `linkedIn` that to `linkedin`; each is undefined until it came. `system` is
 * `{ isLinux, isFirefox, extensionId }`.
 */
export function reduceSetup({ host, linkedIn, system }) {
  const steps = [
    { key: "extension", state: "done" },
    { key: "host", ...hostStep(host, system) },
    { key: "linkedin", ...linkedInStep(linkedIn) },
  ];
  return { steps, isReady: steps.every(({ state }) => state === "done") };
}

/** Without an error the host has only not answered yet: a program takes a moment to start. */
function hostStep(host, system) {
  if (host?.host === "ready") return { state: "done", version: host.version };
  if (!host?.error) return { state: "checking" };
  const commands = commandsFor(host.error, system);
  return { state: "todo", problem: host.error, ...(commands && { commands }), ...sandbox(host.error, system) };
}

const program = "edges-companion-host";

/** What follows its name: for its user, and for root, to whom what a package installed belongs. */
const calls = {
  HOST_MISSING: () => ({ user: "register", root: "register --system" }),
  HOST_FORBIDDEN: ({ extensionId: id }) => ({ user: `register --extension-id ${id}`, root: `register --system --extension-id ${id}` }),
  HOST_EXITED: () => ({ user: "--version" }),
};

/** A host that does not answer cannot say where it is. */
function commandsFor(problem, system) {
  const call = calls[problem]?.(system);
  if (!call) return undefined;
  if (!system.isLinux) return [{ command: `${program} ${call.user}` }];
  return [
    { way: "package", command: call.root ? `sudo ${program} ${call.root}` : `${program} ${call.user}` },
    { way: "script", command: `~/.local/lib/edges-companion/${program} ${call.user}` },
  ];
}

/** On Linux a browser can be locked in, and then says no more than that it finds nothing, or that what it started ended. */
function sandbox(problem, { isLinux, isFirefox }) {
  if (!isLinux || !["HOST_MISSING", "HOST_UNSTARTABLE", "HOST_EXITED"].includes(problem)) return {};
  return { sandbox: isFirefox ? "firefox" : "chromium" };
}

/** What LinkedIn does not answer now is asked again by itself; the rest is the owner's. */
function linkedInStep(linkedIn) {
  if (linkedIn?.member) return { state: "done", member: linkedIn.member };
  const problem = linkedIn?.unavailable;
  if (!problem) return { state: "checking" };
  return { state: ["SIGNED_OUT", "NEEDS_OWNER"].includes(problem) ? "todo" : "checking", problem };
}
