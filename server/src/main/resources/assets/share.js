// Asks the extension to accept. The page itself decides nothing: the consent window belongs to the extension.
const extensionIds = document.body.dataset.extensionIds.split(' ').filter(Boolean);
const accept = document.getElementById('accept');
const missing = document.getElementById('missing');
const result = document.getElementById('result');
const LINK = /^https:\/\/[^/]+(?:\/[A-Za-z0-9._~-]+)*\/share\/[A-Za-z0-9_-]{22}#[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{43}$/;
const LOOK_AGAIN_MS = 2000;

function show(text, state = '') {
  result.textContent = text;
  result.className = `result ${state}`;
}

async function ask(extensionId, message) {
  try {
    return await chrome.runtime.sendMessage(extensionId, message);
  } catch {
    return undefined; // not installed, or not for this page
  }
}

async function findExtension() {
  if (!globalThis.chrome?.runtime?.sendMessage) return undefined;
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
    show('The extension is here. Review what is asked, then decide.');
    accept.addEventListener('click', () => review(id));
  } else {
    show('The extension was not found in this browser.');
    setTimeout(look, LOOK_AGAIN_MS);
  }
}

async function review(id) {
  accept.disabled = true;
  show('Go on in the extension’s window…');
  const answer = await ask(id, { type: 'accept', link: location.href });
  accept.disabled = false;
  if (answer?.ok) {
    show(answer.line, 'done');
    accept.textContent = 'Review and accept again';
  } else {
    show(answer?.message ?? 'The extension gave no answer. Reload this page and try again.', 'refused');
  }
}

if (accept) {
  if (LINK.test(location.href)) {
    look();
  } else {
    show('This is not a complete shared link. Copy the whole link and open it again.', 'refused');
  }
}
