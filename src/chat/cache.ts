const MAX_CACHED = 10_000;

/** Keeps answers by key. A failed call is not kept. */
export function cache<T>() {
  const known = new Map<string, { readonly at: number; readonly answer: Promise<T> }>();
  return (key: string, maxAgeMs: number, ask: () => Promise<T>): Promise<T> => {
    const kept = known.get(key);
    if (kept && Date.now() - kept.at < maxAgeMs) return kept.answer;
    if (known.size > MAX_CACHED) known.clear();
    const answer = ask();
    known.set(key, { at: Date.now(), answer });
    answer.catch(() => known.delete(key));
    return answer;
  };
}
