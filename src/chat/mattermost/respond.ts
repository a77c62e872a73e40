import { fetchTrusting } from "../../outbound/fetch-trusting.ts";
import { AwayError } from "../chat.ts";
import { toAway } from "./mattermost-error.ts";

const TIMEOUT_MS = 10_000;

/**
 * Answers a slash command later. The address in the command is that of the site, so only its end is used. `id` is 26 letters and
 * digits.
 */
export async function respond(url: string, id: string, answer: object): Promise<void> {
  const response = await fetchTrusting(undefined, `${url}/hooks/commands/${id}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(answer),
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    throw toAway(error);
  });
  await response.arrayBuffer().catch(() => undefined);
  if (!response.ok) throw new AwayError(`Mattermost refused a late answer with ${response.status}`);
}
