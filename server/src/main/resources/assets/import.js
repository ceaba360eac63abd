// Sends the chosen file as it is, and leads on to the page that shows how far it is.
const form = document.getElementById('import');
const problem = document.getElementById('import-problem');
const MOST = 5 * 1024 * 1024;

function say(words) {
  problem.textContent = words;
  problem.hidden = false;
  form.querySelector('button').disabled = false;
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const [file] = document.getElementById('file').files;
  if (file.size > MOST) {
    say(form.dataset.large);
    return;
  }
  form.querySelector('button').disabled = true;
  problem.hidden = true;
  const query = new URLSearchParams({ file: file.name, namesakes: document.getElementById('namesakes').checked });
  try {
    const response = await fetch(`${document.body.dataset.base}/dashboard/import?${query}`, {
      method: 'POST',
      headers: { 'Content-Type': 'text/csv', Accept: 'application/json' },
      body: file,
    });
    if (response.redirected) {
      location.assign(response.url);
      return;
    }
    const answer = await response.json();
    if (response.ok) location.assign(answer.next);
    else say(answer.problem ?? answer.message);
  } catch {
    say(form.dataset.lost);
  }
});
