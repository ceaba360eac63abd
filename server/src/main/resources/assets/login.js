// Leads the owner through a sign-in that the server does. The page decides nothing: the server's answer says which step
// is shown, so that after a reload it goes on where it was. The link's secret goes into bodies only, never into a URL.
import { count, has, problem as problemText, text, zonedMinuteOf } from './words.js';
const secret = /^#([A-Za-z0-9_-]{43})\.[A-Za-z0-9_-]{43}$/.exec(location.hash)?.[1];
const page = location.pathname.replace(/\/$/, '');
const pageTitle = document.title;
const STATE_WAIT_MS = 40_000; // the server answers within 20 s
const CALL_WAIT_MS = 60_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
const BETWEEN_STATES_MS = 250;
const UNUSABLE = [401, 403, 404, 410];
const BEGUN = `begun ${page}`; // the proof that this page began the sign-in: the link's secret is known to whoever issued it

const element = (id) => document.getElementById(id);
const steps = [...document.querySelectorAll('.step')];
const username = element('username');
const password = element('password');
const code = element('code');

let shown = ''; // the state on the page, as text
let shownStep; // which step that is: the focus moves when it changes
let version = null;
let calls = 0;
let newestCall = 0;
let clockAheadMs = 0; // the server's clock against this one's, for the timer
let expiresAt = 0;
let spokenMoment = '';
let lost = false;
let ended = false;
let acting = false;
let endPause = () => {};

/** The server's own words for why it did not do it. */
class Refused extends Error {
  constructor(status, answer) {
    super(problemText(answer?.error_label, answer?.message) ?? text('server-failed'));
    this.unusable = UNUSABLE.includes(status);
  }
}

function say(line, kind = '') {
  const result = element('result');
  if (result.textContent !== line) result.textContent = line;
  result.className = `result ${kind}`;
}

function setText(id, words) {
  if (element(id).textContent !== words) element(id).textContent = words; // the same text again would be read out again
}

function setError(field, message) {
  element(`${field.id}-error`).textContent = message;
  field.setAttribute('aria-invalid', String(message !== ''));
}

function fail(field, message) {
  setError(field, message);
  field.focus();
}

async function call(name, body, waitMs) {
  const order = ++calls;
  const response = await fetch(`${page}/${name}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ secret, begun: sessionStorage.getItem(BEGUN), ...body }),
    redirect: 'error',
    signal: AbortSignal.timeout(waitMs),
  });
  const answer = await response.json().catch(() => undefined);
  if (!response.ok) throw new Refused(response.status, answer);
  if (!answer?.state) throw new TypeError('Not the server’s answer');
  const serverTime = Date.parse(response.headers.get('Date') ?? '');
  if (!Number.isNaN(serverTime)) clockAheadMs = serverTime - Date.now();
  if (order < newestCall || ended) return; // a later call was answered before: this answer is old
  if (lost) say('');
  lost = false;
  newestCall = order;
  render(answer);
}

/** Shows one state, if it is another. Which step that is, and where reading goes on in it, its renderer says. */
function render(state) {
  version = state.version;
  const whole = JSON.stringify(state);
  if (whole === shown) return;
  shown = whole;
  if (state.state !== 'CHECKPOINT') expiresAt = 0;
  const focused = document.activeElement; // asked for now: what gets hidden loses the focus
  const { name, step = state.state, focusOn = element(`${name}-heading`), line } = RENDERERS[state.state](state);
  const first = shownStep === undefined;
  const fresh = step !== shownStep;
  shownStep = step;
  for (const each of steps) each.hidden = each.id !== `${name}-step`;
  element('until').hidden = name !== 'form';
  document.title = `${element(`${name}-heading`).textContent} – ${pageTitle}`;
  if (fresh) say(line ?? '', 'done');
  if (fresh ? !(first && name === 'form') : focused?.closest('[hidden]')) {
    focusOn.focus(); // not on the form that a fresh page begins with: it is read from the top
    focusOn.select?.();
  }
}

function wordsOf(problem) {
  return problem ? problemText(problem.label, problem.message) : '';
}

function renderForm({ problem }) {
  if (shownStep !== 'FORM') setError(username, '');
  if (shownStep !== 'FORM' || problem) setError(password, wordsOf(problem));
  return { name: 'form' };
}

function renderProgress(state) {
  const key = `progress.${state.state}`;
  setText('progress-heading', text(key));
  setText('progress-text', state.state === 'QUEUED' && !(state.place > 1) ? text('progress.QUEUED.next') : text(`${key}.text`, state.place));
  element('leave-queue').parentElement.hidden = state.state !== 'QUEUED';
  return { name: 'progress' };
}

function renderCheckpoint({ version: newest, checkpoint, problem }) {
  const key = `checkpoint.${checkpoint.type}`;
  const withHint = checkpoint.hint && has(`${key}.text.hint`);
  const byCode = checkpoint.type !== 'IN_APP_VALIDATION';
  const tries = checkpoint.tries_left;
  setText('checkpoint-heading', text(key));
  setText('checkpoint-text', text(`${key}.text${withHint ? '.hint' : ''}`, checkpoint.hint));
  setText('tries', tries ? count('tries', tries) : '');
  setText('new-code', text(`${key}.again`));
  element('app-wait').hidden = byCode;
  element('code-form').hidden = !byCode;
  element('new-code').hidden = !checkpoint.can_resend;
  startTimer(checkpoint.expires_at);
  setError(code, wordsOf(problem));
  const step = problem ? `${checkpoint.type} ${newest}` : checkpoint.type; // each wrong code begins the step again
  if (!problem && shownStep !== step) code.value = '';
  // The field, not the heading: the section's name, which is the heading, is read out before it.
  return { name: 'checkpoint', step, focusOn: byCode ? code : undefined };
}

function renderFailed({ problem, next }) {
  setText('problem', wordsOf(problem) || text('not-signed-in'));
  setText('problem-label', problem?.label ?? '');
  element('next-sign-in').hidden = next !== 'SIGN_IN';
  element('next-extension').hidden = next !== 'EXTENSION';
  element('next-new-link').hidden = next !== 'NEW_LINK';
  return { name: 'failed' };
}

function renderDone(state) {
  ended = true;
  code.value = '';
  username.value = '';
  sessionStorage.removeItem(BEGUN);
  if (state.owner_page) {
    element('owner-page-link').href = state.owner_page;
    element('owner-page').hidden = false;
  }
  return { name: 'done', line: text('verified', state.verified_as, zonedMinuteOf(state.verified_at)) };
}

const RENDERERS = {
  FORM: renderForm,
  QUEUED: renderProgress,
  SIGNING_IN: renderProgress,
  CHECKPOINT: renderCheckpoint,
  CHECKING: renderProgress,
  DONE: renderDone,
  FAILED: renderFailed,
};

function secondsLeft() {
  return Math.max(0, Math.ceil((expiresAt - Date.now() - clockAheadMs) / 1000));
}

/** What is read out about the time: a new text at each minute and at half a minute, not each second. */
function momentOf(seconds) {
  if (seconds === 0) return text('time.up');
  return seconds <= 30 ? text('time.seconds') : count('time', Math.ceil(seconds / 60));
}

function startTimer(time) {
  expiresAt = Date.parse(time) || 0;
  element('time-left').hidden = !expiresAt;
  spokenMoment = momentOf(secondsLeft());
  setText('timer-spoken', '');
  tick();
}

function tick() {
  if (!expiresAt) return;
  const seconds = secondsLeft();
  element('timer').textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  const moment = momentOf(seconds);
  if (moment !== spokenMoment) setText('timer-spoken', moment);
  spokenMoment = moment;
}

/** The link itself cannot be used, now or from the start: nothing is left to do on this page. */
function end(message, title = text('unusable')) {
  ended = true;
  for (const each of steps) each.hidden = true;
  element('lead').hidden = true;
  element('title').textContent = title;
  document.title = title;
  password.value = '';
  say(message, 'refused');
  element('title').focus();
}

function pause(ms) {
  return new Promise((resolve) => {
    endPause = resolve;
    setTimeout(resolve, ms);
  });
}

async function follow() {
  let pauseMs = FIRST_PAUSE_MS;
  while (!ended) {
    try {
      await call('state', { version: lost ? null : version }, STATE_WAIT_MS); // lost: an answer at once tells
      pauseMs = FIRST_PAUSE_MS;
      await pause(BETWEEN_STATES_MS);
    } catch (error) {
      if (error.unusable) return end(error.message);
      lost = pauseMs > FIRST_PAUSE_MS; // once is nothing: a phone cuts the call when another app comes to the front
      if (lost) say(text('no-answer.itself', error instanceof Refused ? error.message : text('no-answer')), 'refused');
      await pause(pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }
}

/** One call that the owner asked for, never two at once. What went wrong is given as text. */
async function act(name, body, failed) {
  if (acting) return;
  acting = true;
  document.body.classList.add('busy');
  try {
    await call(name, body, CALL_WAIT_MS);
  } catch (error) {
    if (error.unusable) end(error.message);
    else failed(error instanceof Refused ? error.message : text('no-answer.again'));
  } finally {
    acting = false;
    document.body.classList.remove('busy');
  }
}

function showPassword(visible) {
  password.type = visible ? 'text' : 'password';
  element('show-password').textContent = text(visible ? 'hide' : 'show');
  element('show-password').setAttribute('aria-label', text(visible ? 'hide.label' : 'show.label'));
}

function signIn(event) {
  event.preventDefault();
  if (acting) return;
  setError(username, username.value.trim() ? '' : text('username.missing'));
  setError(password, password.value ? '' : text('password.missing'));
  const wrong = document.querySelector('#sign-in [aria-invalid="true"]');
  if (wrong) {
    wrong.focus();
    return;
  }
  showPassword(false);
  const given = { username: username.value.trim(), password: password.value, language: document.documentElement.lang };
  const sent = act('sign-in', given, (message) => fail(password, text('password.again', message)));
  password.value = '';
  return sent;
}

function sendCode(event) {
  event.preventDefault();
  if (!/^\d{4,8}$/.test(code.value)) return fail(code, text('code.malformed'));
  setError(code, '');
  return act('code', { code: code.value }, (message) => fail(code, message));
}

function startOver() {
  return act('cancel', {}, (message) => say(message, 'refused'));
}

async function newCode() {
  const before = shown;
  await act('new-code', {}, (message) => say(message, 'refused'));
  if (shown !== before && expiresAt) say(text('asked'));
}

function start() {
  if (!sessionStorage.getItem(BEGUN)) sessionStorage.setItem(BEGUN, crypto.randomUUID());
  for (const id of ['extension', 'extension-next']) {
    element(id).href = `${page.replace(/\/login\/([^/]+)$/, '/share/$1')}${location.hash}`;
  }
  element('sign-in').addEventListener('submit', signIn);
  element('code-form').addEventListener('submit', sendCode);
  element('show-password').addEventListener('click', () => showPassword(password.type === 'password'));
  element('new-code').addEventListener('click', newCode);
  for (const id of ['start-over', 'leave-queue', 'again']) element(id).addEventListener('click', startOver);
  code.addEventListener('input', () => {
    if (/\s/.test(code.value)) code.value = code.value.replace(/\s/g, ''); // as it is pasted out of a message
  });
  // Back from the LinkedIn app, or from a tunnel: ask at once.
  addEventListener('online', () => endPause());
  document.addEventListener('visibilitychange', () => document.hidden || endPause());
  setInterval(tick, 1000);
  say(text('asking'));
  follow();
}

addEventListener('hashchange', () => location.reload()); // another link for this page, pasted over this one
if (secret) start();
else end(text('malformed'), pageTitle);
