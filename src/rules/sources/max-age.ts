/** How long what another system has answered counts. People who have just been added to a group don't wait longer for their approval. */
export const REMOTE_MAX_AGE_MS = 300_000;
