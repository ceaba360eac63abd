// Leads the owner through a sign-in that the server does. The page decides nothing: the server's answer says which step
// is shown, so that after a reload it goes on where it was. The link's secret goes into bodies only, never into a URL.
const secret = /^#([A-Za-z0-9_-]{43})\.[A-Za-z0-9_-]{43}$/.exec(location.hash)?.[1];
const page = location.pathname.replace(/\/$/, '');
const pageTitle = document.title;
const STATE_WAIT_MS = 40_000; // the server answers within 20 s
const CALL_WAIT_MS = 60_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;
const BETWEEN_STATES_MS = 250;
const UNUSABLE = [401, 403, 404, 410];

const NO_ANSWER = 'The server cannot be reached.';

const PROGRESS = {
  QUEUED: ['Waiting for your turn', ({ place }) =>
    place > 1 ? `The server signs in others first. You are number ${place}.` : 'You are next.'],
  SIGNING_IN: ['Signing in to LinkedIn', () => 'The server opens LinkedIn’s sign-in page and enters what you gave.'],
  CHECKING: ['LinkedIn is checking', () => 'This takes a moment.'],
};

const CHECKPOINTS = {
  IN_APP_VALIDATION: {
    heading: 'Confirm in the LinkedIn app',
    text: () => 'Open the LinkedIn app on your phone and tap Yes. This page then goes on by itself.',
    again: 'Ask my phone again',
  },
  '2FA': {
    heading: 'Enter the code of your authenticator app',
    text: () => 'LinkedIn wants the six digits that your authenticator app shows for LinkedIn now.',
    again: 'Send a new code',
  },
  OTP: {
    heading: 'Enter the code from your phone',
    text: (hint) => `LinkedIn sent a text message with a code to your phone${hint ? `, to the number that ends in ${hint}` : ''}.`,
    again: 'Send a new code',
  },
  EMAIL: {
    heading: 'Enter the code from your mail',
    text: (hint) => `LinkedIn sent a mail with a code to ${hint ?? 'your email address'}. Look into the spam folder too.`,
    again: 'Send a new code',
  },
};

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
  constructor(status, message) {
    super(message ?? 'The server failed to answer.');
    this.unusable = UNUSABLE.includes(status);
  }
}

function say(text, kind = '') {
  const result = element('result');
  if (result.textContent !== text) result.textContent = text;
  result.className = `result ${kind}`;
}

function setText(id, text) {
  if (element(id).textContent !== text) element(id).textContent = text; // the same text again would be read out again
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
    body: JSON.stringify({ secret, ...body }),
    redirect: 'error',
    signal: AbortSignal.timeout(waitMs),
  });
  const answer = await response.json().catch(() => undefined);
  if (!response.ok) throw new Refused(response.status, answer?.message);
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
  const text = JSON.stringify(state);
  if (text === shown) return;
  shown = text;
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

function renderForm({ problem }) {
  if (shownStep !== 'FORM') setError(username, '');
  if (shownStep !== 'FORM' || problem) setError(password, problem?.message ?? '');
  return { name: 'form' };
}

function renderProgress(state) {
  const [heading, text] = PROGRESS[state.state];
  setText('progress-heading', heading);
  setText('progress-text', text(state));
  element('leave-queue').parentElement.hidden = state.state !== 'QUEUED';
  return { name: 'progress' };
}

function renderCheckpoint({ version: newest, checkpoint, problem }) {
  const { heading, text, again } = CHECKPOINTS[checkpoint.type];
  const byCode = checkpoint.type !== 'IN_APP_VALIDATION';
  const tries = checkpoint.tries_left;
  setText('checkpoint-heading', heading);
  setText('checkpoint-text', text(checkpoint.hint));
  setText('tries', tries ? (tries === 1 ? 'This is the last try.' : `${tries} tries are left.`) : '');
  setText('new-code', again);
  element('app-wait').hidden = byCode;
  element('code-form').hidden = !byCode;
  element('new-code').hidden = !checkpoint.can_resend;
  startTimer(checkpoint.expires_at);
  setError(code, problem?.message ?? '');
  const step = problem ? `${checkpoint.type} ${newest}` : checkpoint.type; // each wrong code begins the step again
  if (!problem && shownStep !== step) code.value = '';
  // The field, not the heading: the section's name, which is the heading, is read out before it.
  return { name: 'checkpoint', step, focusOn: byCode ? code : undefined };
}

function renderFailed({ problem, next }) {
  setText('problem', problem?.message ?? 'The server could not sign you in.');
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
  return { name: 'done', line: `Verified as ${state.verified_as}, at ${minuteOf(state.verified_at)}` };
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

/** "2026-11-24 06:08 (UTC+1)": the owner's own time, with what it is relative to, as the extension writes it. */
function minuteOf(time) {
  const date = new Date(time);
  const offset = -date.getTimezoneOffset();
  const local = new Date(date.getTime() + offset * 60_000).toISOString();
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const zone = offset === 0 ? '' : `${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
  return `${local.slice(0, 10)} ${local.slice(11, 16)} (UTC${zone})`;
}

function secondsLeft() {
  return Math.max(0, Math.ceil((expiresAt - Date.now() - clockAheadMs) / 1000));
}

/** What is read out about the time: a new text at each minute and at half a minute, not each second. */
function momentOf(seconds) {
  if (seconds === 0) return 'The time is up.';
  if (seconds <= 30) return '30 seconds left';
  return seconds <= 60 ? '1 minute left' : `${Math.ceil(seconds / 60)} minutes left`;
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
function end(message, title = 'This link cannot be used') {
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
      if (lost) say(`${error instanceof Refused ? error.message : NO_ANSWER} This page tries again by itself.`, 'refused');
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
    else failed(error instanceof Refused ? error.message : `${NO_ANSWER} Try again.`);
  } finally {
    acting = false;
    document.body.classList.remove('busy');
  }
}

function showPassword(visible) {
  password.type = visible ? 'text' : 'password';
  element('show-password').textContent = visible ? 'Hide' : 'Show';
  element('show-password').setAttribute('aria-label', visible ? 'Hide password' : 'Show password');
}

function signIn(event) {
  event.preventDefault();
  if (acting) return;
  setError(username, username.value.trim() ? '' : 'Enter the email address or phone number of your LinkedIn account.');
  setError(password, password.value ? '' : 'Enter your LinkedIn password.');
  const wrong = document.querySelector('#sign-in [aria-invalid="true"]');
  if (wrong) {
    wrong.focus();
    return;
  }
  showPassword(false);
  const sent = act('sign-in', { username: username.value.trim(), password: password.value }, (message) =>
    fail(password, `${message} Your password was not kept: enter it again.`));
  password.value = '';
  return sent;
}

function sendCode(event) {
  event.preventDefault();
  if (!/^\d{4,8}$/.test(code.value)) return fail(code, 'Enter the code, digits only.');
  setError(code, '');
  return act('code', { code: code.value }, (message) => fail(code, message));
}

function startOver() {
  return act('cancel', {}, (message) => say(message, 'refused'));
}

async function newCode() {
  const before = shown;
  await act('new-code', {}, (message) => say(message, 'refused'));
  if (shown !== before && expiresAt) say('LinkedIn was asked. Use the newest code only.');
}

function start() {
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
  say('Asking the server…');
  follow();
}

addEventListener('hashchange', () => location.reload()); // another link for this page, pasted over this one
if (secret) start();
else end('This is not a complete login link. Copy the whole link and open it again.', pageTitle);
