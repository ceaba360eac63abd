const units = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3_600], ["minute", 60]];
const minute = { hour: "numeric", minute: "2-digit" };
const day = { day: "numeric", month: "short" };
const year = { year: "numeric" };

/** The language that times are written in: that of the texts, as the browser's user writes it if it is theirs (`fr-CA` for `fr`). */
export function timesLanguage(texts, own) {
  return own?.split("-")[0] === texts ? own : texts;
}

/** "2 minutes ago". Empty below a minute, where a running clock would only be noise. */
export function ago(time, language, now = Date.now()) {
  const seconds = Math.max(0, Math.round((now - Date.parse(time)) / 1000));
  const [unit, length] = units.find(([, size]) => seconds >= size) ?? [];
  return unit ? new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(-Math.floor(seconds / length), unit) : "";
}

/** "Nov 24, 2026, 6:08 AM UTC": the owner's own time, with what it is relative to. */
export const minuteOf = (time, language) => write(time, language, { ...day, ...year, ...minute, timeZoneName: "short" });

/** "6:08 AM", where the day is clear. */
export const timeOf = (time, language) => write(time, language, minute);

/** As short as can be without being another moment: "6:08 AM" today, "Nov 24, 6:08 AM" this year. */
export function momentOf(time, language, now = Date.now()) {
  const [then, today] = [new Date(time), new Date(now)];
  const sameYear = then.getFullYear() === today.getFullYear();
  const sameDay = sameYear && then.getMonth() === today.getMonth() && then.getDate() === today.getDate();
  return write(time, language, { ...minute, ...(!sameDay && day), ...(!sameYear && year) });
}

function write(time, language, parts) {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "" : new Intl.DateTimeFormat(language, parts).format(date);
}
