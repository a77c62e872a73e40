/** Makes a text stand for itself in a pattern of `like` and `ilike` (PostgreSQL, 9.7.1). */
export const escapePattern = (text: string): string => text.replace(/[\\%_]/g, String.raw`\$&`);
