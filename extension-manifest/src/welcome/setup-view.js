import { button, make, text } from "../page/dom.js";
import { failureText } from "../page/wording.js";

const $ = (id) => document.getElementById(id);
const titles = { extension: "welcome_extension", host: "welcome_host", linkedin: "welcome_linkedin" };
const words = { done: "welcome_done", todo: "welcome_todo", checking: "welcome_checking" };
const remedies = {
  HOST_MISSING: "welcome_host_missing",
  HOST_FORBIDDEN: "welcome_host_forbidden",
  HOST_OUTDATED: "welcome_host_outdated",
  HOST_UNSTARTABLE: "welcome_host_unstartable",
  HOST_EXITED: "welcome_host_exited",
  HOST_GARBLED: "welcome_host_garbled",
  HOST_SILENT: "welcome_host_silent",
};
const beforeCommand = { HOST_MISSING: "welcome_command_missing", HOST_FORBIDDEN: "welcome_command_forbidden", HOST_EXITED: "welcome_command_exited" };
const ways = { package: "welcome_way_package", script: "welcome_way_script" };
const copied = 2_000;
const drawn = [];

/** Draws the steps; one that says the same as before is left alone, with its focus. */
export function drawSteps({ steps, isReady }, acts) {
  const hasChanged = steps.filter((step, index) => drawStep(step, index, acts)).length > 0;
  $("next").classList.toggle("later", !isReady);
  $("next-title").textContent = text(isReady ? "welcome_next" : "welcome_then");
  const known = steps.filter(({ key, state }) => key !== "extension" && state !== "checking");
  if (hasChanged) $("status").textContent = isReady ? text("welcome_ready") : known.map(inOneLine).join(" ");
}

/** For those who hear the page. */
function inOneLine({ key, state, problem }) {
  const why = problem && state === "todo" ? ` ${failureText(text, { label: problem })}` : "";
  return `${text("welcome_said", text(titles[key]), text(words[state]))}${why}`;
}

function drawStep(step, index, acts) {
  const said = JSON.stringify(step);
  if (drawn[index] === said) return false;
  drawn[index] = said;
  const { key, state } = step;
  const element = make("li", { class: `card step ${state}`, "data-step": key }, [
    make("span", { class: "mark", "aria-hidden": "true" }, { done: "✓", todo: String(index + 1), checking: "" }[state]),
    make("div", { class: "about" }, [
      make("div", { class: "title" }, [make("h2", {}, text(titles[key])), make("span", { class: "word" }, text(words[state]))]),
      ...bodies[key](step, acts),
    ]),
  ]);
  const before = $("steps").children[index];
  if (before) before.replaceWith(element);
  else $("steps").append(element);
  return true;
}

const paragraph = (key, ...values) => make("p", {}, text(key, ...values));

const bodies = {
  extension: () => [paragraph("welcome_extension_done")],
  host: hostBody,
  linkedin: linkedInBody,
};

function hostBody({ state, version, problem, commands, sandbox }, acts) {
  if (state === "done") return [paragraph("welcome_host_done", version ?? "")];
  if (state === "checking") return [paragraph("welcome_host_checking")];
  return [
    paragraph(remedies[problem] ?? remedies.HOST_UNSTARTABLE, acts.version),
    ...(commands ? [paragraph(beforeCommand[problem]), ...commands.map((one) => drawWay(one, acts))] : []),
    sandbox ? drawSandbox(sandbox, acts) : "",
    make("p", { class: "quiet" }, text("welcome_looks_again")),
  ];
}

function linkedInBody({ state, member, problem }, acts) {
  if (state === "done") return [paragraph("welcome_linkedin_done", member)];
  if (!problem) return [paragraph("welcome_linkedin_checking")];
  const why = make("p", {}, failureText(text, { label: problem }));
  return state === "todo" ? [why, button(text("popup_open_linkedin"), acts.openLinkedIn, "main")] : [why];
}

function drawWay({ way, command }, acts) {
  const drawn = drawCommand(command, acts);
  return way ? make("div", { class: "way" }, [paragraph(ways[way]), drawn]) : drawn;
}

function drawCommand(command, acts) {
  const words = command.split(" ").flatMap((word, index) => [index > 0 ? " " : "", make("span", {}, word)]);
  const copy = button(text("welcome_copy"), async ({ target }) => {
    await acts.copy(command);
    target.textContent = $("status").textContent = text("welcome_copied");
    setTimeout(() => (target.textContent = text("welcome_copy")), copied);
  });
  const code = make("code", {}, words);
  copy.ariaDescribedByElements = [code];
  return make("div", { class: "command" }, [code, copy]);
}

function drawSandbox(family, acts) {
  const place = { chromium: "chrome://version", firefox: "about:support" }[family];
  const remedy = { chromium: "welcome_sandbox_chromium", firefox: "welcome_sandbox_firefox" }[family];
  const allow = "flatpak permission-set webextensions run.edges.companion snap.firefox yes";
  return make("details", {}, [
    make("summary", {}, text("welcome_sandbox")),
    make("div", { class: "more" }, [
      paragraph("welcome_sandbox_how", place),
      paragraph(remedy),
      family === "firefox" ? drawCommand(allow, acts) : "",
      paragraph("welcome_sandbox_package"),
    ]),
  ]);
}
