// What htmx does not do: times in the reader's zone, dialogs, copying, and the news of the live table.
const { base, copied, unreachable } = document.body.dataset;
const locale = document.documentElement.lang;
const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const far = new Intl.DateTimeFormat(locale, { dateStyle: 'medium' });
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
const UNITS = [['day', 86_400], ['hour', 3_600], ['minute', 60], ['second', 1]];
const WEEK = 7 * 86_400;

/** "3 minutes ago" within a week, the date beyond; the whole date always on pointing at it. */
function showTimes() {
  for (const time of document.querySelectorAll('time[datetime]')) {
    const at = new Date(time.dateTime);
    const seconds = Math.round((at - Date.now()) / 1000);
    const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS.at(-1);
    const near = Math.abs(seconds) < WEEK && !time.hasAttribute('data-whole');
    const whole = time.hasAttribute('data-whole') ? day : far;
    const words = near ? relative.format(Math.trunc(seconds / size), unit) : whole.format(at);
    if (time.textContent !== words) time.textContent = words;
    time.title = day.format(at);
  }
}

showTimes();
setInterval(showTimes, 15_000);
document.addEventListener('htmx:afterSettle', showTimes);

// A dialog comes as a part of a page into #dialog, and is gone when it is closed.
document.addEventListener('htmx:afterSwap', ({ target }) => {
  if (target.id !== 'dialog') return;
  const dialog = target.querySelector('dialog');
  if (!dialog) return;
  dialog.addEventListener('close', () => target.replaceChildren());
  if (!dialog.open) dialog.showModal();
});

document.addEventListener('click', async ({ target }) => {
  const button = target.closest('button');
  if (!button) return;
  if (button.hasAttribute('data-close')) button.closest('dialog').close();
  const source = button.dataset.copy && document.getElementById(button.dataset.copy);
  if (source) {
    await navigator.clipboard.writeText(source.value);
    say(copied);
  }
});

// A second press while the first is on its way does nothing.
document.addEventListener('submit', ({ target, defaultPrevented }) => {
  if (defaultPrevented || target.hasAttribute('hx-post')) return;
  for (const button of target.querySelectorAll('button[type=submit]')) setTimeout(() => (button.disabled = true));
});
addEventListener('pageshow', ({ persisted }) => {
  for (const button of document.querySelectorAll('form button[type=submit]:disabled')) button.disabled = false;
  // Somebody who goes back wants to see how it is, not how it was.
  if (persisted) location.reload();
});

// A form below a list is empty again once the list has what it made.
document.addEventListener('htmx:afterRequest', ({ target, detail }) => {
  if (detail.successful && target.matches('form.after')) target.reset();
});

let silence;
function say(words) {
  const notice = document.getElementById('notice');
  notice.textContent = words;
  clearTimeout(silence);
  silence = setTimeout(() => notice.replaceChildren(), 6_000);
}
document.addEventListener('htmx:afterSwap', ({ target }) => {
  if (target.id !== 'notice') return;
  clearTimeout(silence);
  silence = setTimeout(() => target.replaceChildren(), 15_000);
});
document.addEventListener('htmx:sendError', () => say(unreachable));

// The live table: the server says that something changed, and the table asks for itself anew.
const sign = () => document.querySelector('.live'); // another one after going back
if (sign()) {
  const events = new EventSource(`${base}/dashboard/events`);
  let lost = false;
  const show = (isLost) => {
    lost = isLost;
    const live = sign();
    live?.classList.toggle('lost', isLost);
    if (live) live.textContent = isLost ? live.dataset.lost : live.dataset.on;
  };
  const refresh = () => htmx.trigger(document.getElementById('live'), 'changed');
  events.addEventListener('open', () => {
    if (lost) refresh();
    show(false);
  });
  events.addEventListener('error', () => show(true));
  events.addEventListener('changed', refresh);
  addEventListener('pagehide', () => events.close());
}
