// The owner's page. What opens it stands in the fragment of its address: it is taken out of there at once, is kept for
// this tab only, and goes into bodies only.
import { count, has, hourOf, minuteOf, problem, save, text, zonedMinuteOf } from './words.js';
import { containsHead, fingerprintOf, isSigned, statementOf, verifyRecord } from './proof.js';
import { lastEnd, PAUSES, tomorrow } from './pauses.js';
const page = location.pathname.replace(/\/$/, '');
const KEPT = `token ${page}`;
const TOKEN = /^([A-Za-z0-9_-]{54})(?:-(.+))?$/; // of whom, when the extension opened it
const LOOK_AGAIN_MS = 15_000;
const CALL_WAIT_MS = 30_000;
const FIRST_RELEASES = 5;

const element = (id) => document.getElementById(id);
const entries = new Map(); // of the consent record, by index; shown are those from the oldest on
let state;
let oldest; // null if it is the first of all
let [, token = '', thisDevice] = TOKEN.exec(takeToken()) ?? [];
let acting = false;
let over = false;
let allReleases = false;
let checked = ''; // what the verdict on the chain is about
let nextLook;

/** The server's own words for why it did not do it. */
class Refused extends Error {
  constructor(status, answer) {
    super(problem(answer?.error_label, answer?.message) ?? text('server-failed'));
    this.label = status === 401 ? answer?.error_label : undefined;
  }
}

function takeToken() {
  const given = location.hash.slice(1);
  if (given) {
    sessionStorage.setItem(KEPT, given);
    history.replaceState(null, '', location.pathname);
  }
  return sessionStorage.getItem(KEPT) ?? '';
}

async function call(name, body = {}) {
  const response = await fetch(`${page}/${name}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ token, ...body }),
    redirect: 'error',
    signal: AbortSignal.timeout(CALL_WAIT_MS),
  });
  const answer = await response.text();
  if (!response.ok) throw new Refused(response.status, parsed(answer));
  return answer;
}

function parsed(json) {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function setText(id, words) {
  if (element(id).textContent !== words) element(id).textContent = words; // the same text again would be read out again
}

function say(words, kind = '') {
  setText('result', words);
  element('result').className = `result ${kind}`;
}

function made(tag, words, ...inside) {
  const it = document.createElement(tag);
  it.append(words ?? '', ...inside);
  return it;
}

function time(at) {
  const it = made('time', minuteOf(at));
  it.dateTime = at;
  it.title = zonedMinuteOf(at);
  return it;
}

/** Replaces what is shown only if it is other than before: reading and selections stay. */
function fill(id, parts) {
  const fresh = made('div', '', ...parts);
  if (element(id).innerHTML !== fresh.innerHTML) element(id).replaceChildren(...fresh.childNodes);
}

function show(answer) {
  state = answer;
  take(state.record);
  const title = text('title', state.workspace);
  setText('title', title);
  document.title = title;
  setText('standing', standing());
  element('standing').className = `standing ${mood()}`;
  element('all').hidden = false;
  element('lost').hidden = true;
  const ended = state.state === 'REVOKED';
  element('control').hidden = ended;
  element('receipt').hidden = !ended;
  element('resume').hidden = !state.paused_until;
  showFacts();
  showDevices();
  showReleases();
  showEntries();
  return Promise.all([ended && showReceipt(), check()]);
}

function standing() {
  if (state.state === 'REVOKED') return text('standing.REVOKED');
  if (state.paused_until) return text('standing.paused', zonedMinuteOf(state.paused_until));
  if (state.status === 'INVALID') return text('standing.INVALID', why(state.error));
  if (state.status === 'VALID' && state.verified_at) return text('standing.VALID', minuteOf(state.verified_at));
  return text('standing.PENDING');
}

function why(label) {
  return has(`why.${label}`) ? text(`why.${label}`) : problem(label, text('why.other'));
}

function mood() {
  if (state.state === 'REVOKED') return 'off';
  if (state.paused_until || state.status === 'PENDING') return 'waiting';
  return state.status === 'VALID' ? 'good' : 'alert';
}

function showFacts() {
  const way = text(`way.${state.setup_method.replace(' - ', '_')}`);
  const facts = [
    ['for', text('fact.for.text', state.identity, state.workspace)],
    ['member', state.linkedin_member?.name ?? ''],
    ['since', text('fact.since.text', minuteOf(state.created_at), way)],
    ['what', text('fact.what.text')],
    ['sent', state.refreshed_at ? time(state.refreshed_at) : state.state !== 'REVOKED' && text('never')],
    ['ends', state.expires_at ? time(state.expires_at) : ''],
  ];
  fill('facts', facts.filter(([, value]) => value).flatMap(([key, value]) => [made('dt', text(`fact.${key}`)), made('dd', value)]));
}

function under(...parts) {
  const line = made('span', '', ...parts.flatMap((part, place) => (place ? [' · ', part] : [part])));
  line.className = 'under';
  return line;
}

function showDevices() {
  element('devices-none').hidden = state.devices.length > 0;
  fill('devices', state.devices.map((device) => {
    const online = made('span', text(device.online ? 'device.online' : 'device.offline'));
    online.className = `state ${device.online ? 'good' : 'off'}`;
    const sent = device.last_session_at ? text('device.sent', minuteOf(device.last_session_at)) : text('device.sent.never');
    const parts = [text('device.accepted', minuteOf(device.accepted_at)), sent];
    if (device.uid === thisDevice) parts.unshift(text('device.this'));
    if (device.current) parts.push(text('device.current'));
    return made('li', made('strong', device.name), ' ', online, under(...parts));
  }));
}

function showReleases() {
  const { releases } = state;
  const shown = allReleases ? releases : releases.slice(0, FIRST_RELEASES);
  element('releases-none').hidden = releases.length > 0;
  element('releases-all').hidden = shown.length === releases.length;
  setText('releases-all', count('releases.all', releases.length));
  fill('releases', shown.map(({ at, by, to }) => made('li', time(at), made('span', text(to ? 'release.to' : 'release.by', to ?? by)))));
}

function add(list) {
  for (const entry of list) entries.set(JSON.parse(entry.body).index, entry);
}

function take(part) {
  const first = part.before ?? 0;
  const gap = entries.size > 0 && first > Math.max(...entries.keys()) + 1; // more happened meanwhile than comes at once
  if (gap) entries.clear();
  if (entries.size === 0) oldest = part.before;
  add(part.entries);
}

const known = () => [...entries.keys()].sort((one, other) => one - other).map((index) => entries.get(index));

function showEntries() {
  element('older').hidden = !oldest;
  fill('entries', known().map(({ body }) => JSON.parse(body)).filter(({ index }) => index >= (oldest ?? 0)).reverse().map(entryLine));
}

function entryLine(entry) {
  const key = ['event.' + entry.event + '.' + entry.by, 'event.' + entry.event].find(has) ?? 'event.other';
  const line = made('span', text(key, entry.event));
  const details = detailsOf(entry);
  return made('li', time(entry.at), details.length ? made('span', line, under(...details)) : line);
}

function detailsOf(entry) {
  const details = [];
  const add = (key, value) => value && details.push(text(`detail.${key}`, value));
  add('device', entry.device);
  if (!['OWNER', 'OPERATOR'].includes(entry.by)) add('by', entry.by);
  add('to', entry.to);
  add('until', entry.until && zonedMinuteOf(entry.until));
  add('cookies', Array.isArray(entry.cookies) && entry.cookies.join(', '));
  if (entry.text?.startsWith('login-')) details.push(text('detail.login'));
  if (entry.reason && entry.event === 'SESSION_INVALID') details.push(why(entry.reason));
  return details;
}

/** Says what this browser makes of the chain of the entries that it has, if it has not said so of the same. */
async function check() {
  const list = known();
  const about = `${list.length} ${list.at(-1)?.hash} ${state.state}`;
  if (about === checked) return;
  checked = about;
  try {
    verdict('chain', ...(await judge(list)));
  } catch {
    verdict('chain', text('chain.unknown'));
  }
}

async function judge(list) {
  const { intact } = await verifyRecord(list);
  if (!intact) return [text('chain.broken'), 'alert'];
  const { receipt } = state;
  if (receipt && !containsHead(list, statementOf(receipt).consent_record)) return [text('chain.head'), 'alert'];
  const whole = list.length === 0 || JSON.parse(list[0].body).index === 0;
  element('check').hidden = whole;
  return whole ? [count('chain.whole', list.length), 'good'] : [count('chain.part', list.length), ''];
}

function verdict(id, words, kind = '') {
  setText(id, words);
  element(id).className = `verdict ${kind}`;
}

async function showReceipt() {
  const { receipt, server_identity_key: key } = state;
  const { deleted_at: at, revoked_by: by } = statementOf(receipt);
  setText('receipt-text', text(`receipt.${by}`, zonedMinuteOf(at), state.workspace));
  setText('receipt-payload', JSON.stringify(statementOf(receipt), null, 2));
  setText('receipt-key', await fingerprintOf(key));
  const signed = await isSigned(receipt, key, uid);
  if (signed === undefined) verdict('receipt-verdict', text('receipt.unknown'));
  else verdict('receipt-verdict', text(signed ? 'receipt.signed' : 'receipt.forged'), signed ? 'good' : 'alert');
}

/** Nothing can be asked with this address any more; what is shown stays, as it was. */
function end(expired) {
  over = true;
  sessionStorage.removeItem(KEPT);
  token = '';
  element('lost').hidden = true;
  element('refused').hidden = false;
  if (state) {
    for (const button of document.querySelectorAll('#all :is(button, input)')) button.disabled = true;
    setText('standing', `${text('expired')}. ${text('expired.text')}`);
  } else {
    const title = text(expired ? 'refused.expired' : 'refused');
    setText('title', title);
    document.title = title;
    setText('standing', problem(expired ? 'OWNER_LINK_EXPIRED' : 'OWNER_LINK_INVALID', title));
  }
  element('standing').className = 'standing alert';
}

function failed(error) {
  if (error.label) end(error.label === 'OWNER_LINK_EXPIRED');
  return error instanceof Refused ? error.message : text('no-answer');
}

async function look() {
  clearTimeout(nextLook);
  if (over) return;
  if (!acting && !document.hidden) {
    try {
      const answer = JSON.parse(await call('state'));
      if (!acting && !over) await show(answer);
    } catch (error) {
      const words = failed(error);
      if (over) return;
      if (state) element('lost').hidden = false;
      else setText('standing', words);
    }
  }
  clearTimeout(nextLook);
  nextLook = setTimeout(look, LOOK_AGAIN_MS);
}

/** One thing that the owner asked for, never two at once. */
async function act(work) {
  if (acting || over) return;
  acting = true;
  document.body.classList.add('busy');
  try {
    await work();
  } catch (error) {
    const words = failed(error);
    if (!over) say(text('failed', words), 'refused');
  } finally {
    acting = false;
    document.body.classList.remove('busy');
  }
}

const pause = (until) =>
  act(async () => {
    await show(JSON.parse(await call('pause', until ? { until: until.toISOString() } : {})));
    say(until ? text('done.paused', zonedMinuteOf(state.paused_until)) : text('done.resumed'), 'done');
    if (!until) element('control-heading').focus();
  });

function pauseUntil(event) {
  event.preventDefault();
  const until = new Date(element('until').value);
  const last = lastEnd();
  let words = '';
  if (Number.isNaN(until.getTime())) words = text('date.missing');
  else if (until <= new Date() || until >= last) words = text('date.range', minuteOf(last));
  setText('until-error', words);
  element('until').setAttribute('aria-invalid', String(words !== ''));
  return words ? element('until').focus() : pause(until);
}

function ask(open) {
  element('question').hidden = !open;
  element('stop').setAttribute('aria-expanded', String(open));
  element(open ? 'question-heading' : 'stop').focus();
}

const stop = () =>
  act(async () => {
    await call('stop');
    await show(JSON.parse(await call('state')));
    element('receipt-heading').focus();
  });

const uid = page.split('/').at(-1);
const download = () => act(async () => save(`edges-companion-${uid}.json`, await call('record')));
const checkWhole = () =>
  act(async () => {
    verdict('chain', text('chain.checking'));
    checked = '';
    add(JSON.parse(await call('record')).entries);
    await check();
  });
const showOlder = () =>
  act(async () => {
    const { record } = JSON.parse(await call('state', { before: oldest }));
    add(record.entries);
    oldest = record.before;
    showEntries();
    await check();
  });

function start() {
  setText('tomorrow', text('tomorrow', hourOf(tomorrow())));
  for (const button of document.querySelectorAll('[data-pause]')) {
    button.addEventListener('click', () => pause(PAUSES[button.dataset.pause]()));
  }
  const onClick = {
    'go-on': () => pause(),
    stop: () => ask(element('question').hidden),
    'stop-yes': stop,
    'stop-no': () => ask(false),
    download,
    check: checkWhole,
    older: showOlder,
    'releases-all': () => {
      allReleases = true;
      showReleases();
    },
    'receipt-download': () =>
      save(`edges-companion-receipt-${uid}.json`, JSON.stringify({ receipt: state.receipt, server_identity_key: state.server_identity_key }, null, 2)),
  };
  for (const [id, act] of Object.entries(onClick)) element(id).addEventListener('click', act);
  element('pause-form').addEventListener('submit', pauseUntil);
  element('question').addEventListener('keydown', ({ key }) => key === 'Escape' && ask(false));
  addEventListener('online', look);
  addEventListener('pageshow', ({ persisted }) => persisted && look());
  document.addEventListener('visibilitychange', () => document.hidden || look());
  look();
}

addEventListener('hashchange', () => location.reload()); // another address of this page, pasted over this one
if (token) start();
else end(false);
