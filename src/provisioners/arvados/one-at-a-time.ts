/** Runs what has the same key one after another: two setups of one account at the same time leave every permission twice. */
export function oneAtATime(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const latest = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const turn = (latest.get(key) ?? Promise.resolve()).then(work);
    const end: Promise<unknown> = turn
      .catch(() => undefined)
      .then(() => latest.get(key) === end && latest.delete(key));
    latest.set(key, end);
    return turn;
  };
}
