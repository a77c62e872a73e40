/** "on 2026-03-02", in UTC. */
export const formatDay = (at: Date): string => `on ${at.toISOString().slice(0, 10)}`;
