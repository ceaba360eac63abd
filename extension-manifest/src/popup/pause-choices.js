const hour = 60 * 60_000;
const morning = 8;

/** How long a pause can be: an hour, until tomorrow morning, a week. Each is `{ key, until }`, `until` an ISO time. */
export function pauseChoices(now) {
  const tomorrow = new Date(now);
  tomorrow.setDate(tomorrow.getDate() + 1);
  tomorrow.setHours(morning, 0, 0, 0);
  const times = [["pause_hour", now + hour], ["pause_tomorrow", tomorrow], ["pause_week", now + 7 * 24 * hour]];
  return times.map(([key, time]) => ({ key, until: new Date(time).toISOString() }));
}
