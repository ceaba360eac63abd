// Passkeys, and the invitation, whose token stays in the address's fragment.
const base = document.body.dataset.base;
const $ = (id) => document.getElementById(id);
const knowsPasskeys = typeof globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON === 'function';

async function post(path, body) {
  const response = await fetch(base + path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
    body: JSON.stringify(body ?? {}),
  });
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

function say(place, words) {
  place.textContent = words;
  place.hidden = false;
}

async function ask(act, words, place) {
  let credential;
  try {
    credential = await act();
  } catch {
    say(place, words.none);
    return undefined;
  }
  return credential;
}

const byPasskey = $('by-passkey');
if (byPasskey && knowsPasskeys) {
  byPasskey.hidden = false;
  $('passkey').addEventListener('click', async () => {
    const problem = $('problem');
    const credential = await ask(async () => {
      const options = await post('/dashboard/sign-in/passkey/options');
      return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    }, byPasskey.dataset, problem);
    if (!credential) return;
    try {
      const signed = { credential: JSON.stringify(credential.toJSON()), next: $('next').value };
      location.assign((await post('/dashboard/sign-in/passkey', signed)).next);
    } catch {
      say(problem, byPasskey.dataset.refused);
    }
  });
}

const addPasskey = $('add-passkey');
if (addPasskey) {
  const problem = $('passkey-problem');
  if (!knowsPasskeys) {
    addPasskey.querySelector('button').disabled = true;
    say(problem, addPasskey.dataset.cannot);
  }
  addPasskey.addEventListener('submit', async (event) => {
    event.preventDefault();
    const credential = await ask(async () => {
      const options = await post('/dashboard/account/passkeys/options');
      return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
    }, addPasskey.dataset, problem);
    if (!credential) return;
    try {
      const made = { credential: JSON.stringify(credential.toJSON()), name: $('passkey-name').value };
      location.assign((await post('/dashboard/account/passkeys', made)).next);
    } catch {
      say(problem, addPasskey.dataset.refused);
    }
  });
}

const accept = $('accept');
if (accept) {
  const kept = 'edges-companion-invitation';
  if (location.hash.length > 1) {
    // Kept for this tab, so that neither the address nor the history shows it any longer.
    sessionStorage.setItem(kept, location.hash.slice(1));
    history.replaceState(null, '', location.pathname);
  }
  const token = sessionStorage.getItem(kept) ?? '';
  const invited = $('invited');
  try {
    const { name, workspace, returning } = await post('/dashboard/invitation/look', { token });
    $('token').value = token;
    $('name').value ||= name;
    invited.textContent = (returning ? invited.dataset.returning : invited.dataset.for).replace('{0}', workspace);
    accept.hidden = false;
  } catch {
    invited.textContent = invited.dataset.over;
    sessionStorage.removeItem(kept);
  }
}
