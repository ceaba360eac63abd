import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

const css = readFileSync(new URL("../src/page/base.css", import.meta.url), "utf8");
const [light, dark] = [...css.matchAll(/:root \{([^}]*)\}/g)].map(([, body]) => Object.fromEntries([...body.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value])));

/** Relative luminance and contrast of WCAG 2.2. */
function luminance(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(one, other) {
  const [high, low] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const text = [
  ["ink", "page"], ["ink", "card"], ["ink", "accent-soft"], ["ink", "alert-soft"], ["quiet", "page"], ["quiet", "card"], ["quiet", "alert-soft"],
  ["accent", "page"], ["accent", "card"], ["accent-ink", "accent"], ["accent-ink", "accent-hover"],
  ["good", "card"], ["good", "accent-soft"], ["waiting", "card"], ["alert", "card"], ["alert", "alert-soft"], ["card", "alert"], ["card", "good"],
];
for (const [name, colours] of Object.entries({ light, dark })) {
  test(`contrast_${name}_textIsReadable`, () => {
    for (const [front, back] of text) {
      assert.ok(contrast(colours[front], colours[back]) >= 4.5, `${front} on ${back}: ${contrast(colours[front], colours[back]).toFixed(2)}`);
    }
  });
  test(`contrast_${name}_focusIsSeen`, () => {
    for (const back of ["page", "card", "accent-soft", "alert-soft"]) assert.ok(contrast(colours.accent, colours[back]) >= 3, back);
  });
}
