// Asks the extension to accept. The page itself decides nothing: the consent window belongs to the extension.
import { text } from './words.js';
const extensionIds = document.body.dataset.extensionIds.split(' ').filter(Boolean);
const accept = document.getElementById('accept');
const toolbar = document.getElementById('toolbar');
const missing = document.getElementById('missing');
const result = document.getElementById('result');
const later = document.getElementById('later');
const LINK = /^https:\/\/[^/]+(?:\/[A-Za-z0-9._~-]+)*\/share\/[A-Za-z0-9_-]{22}#[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{43}$/;
const LOOK_AGAIN_MS = 2000;

function show(words, state = '') {
  result.textContent = words;
  result.className = `result ${state}`;
}

async function ask(extensionId, message) {
  try {
    return await chrome.runtime.sendMessage(extensionId, message);
  } catch {
    return undefined; // not installed, or not for this page
  }
}

const canAsk = () => Boolean(globalThis.chrome?.runtime?.sendMessage);

async function findExtension() {
  if (!canAsk()) return undefined;
  for (const id of extensionIds) {
    const answer = await ask(id, { type: 'ping' });
    if (answer?.type === 'pong') return id;
  }
  return undefined;
}

async function look() {
  const id = await findExtension();
  missing.hidden = Boolean(id);
  accept.disabled = !id;
  if (id) {
    show(text('found'));
    accept.addEventListener('click', () => review(id));
  } else {
    show(text('not-found'));
    setTimeout(look, LOOK_AGAIN_MS);
  }
}

/** In Firefox a page cannot ask an extension, nor see whether it is there: its button in the toolbar reads the link. */
function pointToToolbar() {
  toolbar.hidden = missing.hidden = false;
  document.getElementById('missing-title').textContent = text('no-button');
  document.getElementById('missing-back').textContent = text('back-to-button');
  document.getElementById('unseen').hidden = accept.hidden = true;
  show('');
}

async function review(id) {
  accept.disabled = true;
  show(text('go-on'));
  const answer = await ask(id, { type: 'accept', link: location.href });
  accept.disabled = false;
  if (answer?.ok) {
    show(answer.line, 'done');
    accept.textContent = text('again');
    later.hidden = false;
  } else {
    show(answer?.message ?? text('no-answer'), 'refused');
  }
}

if (accept) {
  if (!LINK.test(location.href)) {
    show(text('malformed'), 'refused');
  } else if (!canAsk() && /Firefox\//.test(navigator.userAgent)) {
    pointToToolbar();
  } else {
    look();
  }
}
