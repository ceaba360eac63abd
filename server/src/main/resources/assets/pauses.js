// Until when the owner can pause.
const HOUR_MS = 3_600_000;
const LONGEST_DAYS = 90;

function inDays(days) {
  const at = new Date();
  at.setDate(at.getDate() + days);
  return at;
}

export function tomorrow() {
  const at = inDays(1);
  at.setHours(8, 0, 0, 0);
  return at;
}

/** Ends by the name of their button. */
export const PAUSES = { hour: () => new Date(Date.now() + HOUR_MS), tomorrow, week: () => inDays(7) };

export const lastEnd = () => inDays(LONGEST_DAYS);
