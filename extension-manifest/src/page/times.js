const units = [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3_600], ["minute", 60]];

/** "2 minutes ago", in the language of the texts. Empty below a minute, where a running clock would only be noise. */
export function ago(time, now = Date.now(), language = "en") {
  const seconds = Math.max(0, Math.round((now - Date.parse(time)) / 1000));
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const [unit, length] = units.find(([, size]) => seconds >= size) ?? [];
  return unit ? relative.format(-Math.floor(seconds / length), unit) : "";
}
