import { isLost } from "./gitlab-error.ts";

/**
 * Sends something that must not be done twice. If the answer is lost, `look` says what came of it; undefined: nothing was done, so it
 * is sent once more. Throws what the second attempt throws.
 */
export async function sendSurely<T>(send: () => Promise<T>, look: () => Promise<T | undefined>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!isLost(error)) throw error;
  }
  return (await look()) ?? send();
}
