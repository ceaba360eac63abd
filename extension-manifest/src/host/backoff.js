const base = 500;
const cap = 60_000;

/**
 * How long to wait before the next attempt: none before the first, then a random time up to min(60 s, 0.5 s · 2ⁿ). Full jitter keeps
 * browsers that lost the same server apart.
 */
export function backoff(attempts, random) {
  return attempts === 0 ? 0 : random() * Math.min(cap, base * 2 ** (attempts - 1));
}
