/** Formats a day in UTC: "on 2026-03-02". */
export const formatDay = (at: Date): string => `on ${at.toISOString().slice(0, 10)}`;
