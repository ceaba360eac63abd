// What the owner's pages share: texts with their values, and times in the reader's language and zone.
const { texts, errors } = document.body.dataset;
const words = JSON.parse(texts || '{}');
const problems = JSON.parse(errors || '{}');
const locale = document.documentElement.lang;
const plurals = new Intl.PluralRules(locale);
const minute = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
const hour = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
const zoned = new Intl.DateTimeFormat(locale, {
  year: 'numeric', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit', timeZoneName: 'short',
});

export const has = (key) => key in words;

export function text(key, ...values) {
  return (words[key] ?? key).replace(/\{(\d)\}/g, (_, index) => values[index] ?? '');
}

/** The text for so many: the key goes on with the plural category of the language. */
export function count(key, number) {
  const form = `${key}.${plurals.select(number)}`;
  return text(has(form) ? form : `${key}.other`, number.toLocaleString(locale));
}

/** What a label of the server means, in the reader's language if there is a text for it. */
export const problem = (label, otherwise) => problems[label] ?? otherwise;

export const hourOf = (time) => hour.format(new Date(time));

export const minuteOf = (time) => minute.format(new Date(time));

/** With the zone: for a time that may be read elsewhere. */
export const zonedMinuteOf = (time) => zoned.format(new Date(time));

/** Gives the reader a file. */
export function save(name, content) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type: 'application/json' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
