import { z } from "zod";
import { Failure } from "../../failure/failure.ts";
import type { RtClient } from "./rt-client.ts";

const queueRecord = z.looseObject({
  id: z.coerce.number(),
  Name: z.string().nullish(),
  Disabled: z.coerce.number().default(0),
  _hyperlinks: z.array(z.looseObject({ ref: z.string().optional() })).default([]),
});

/** Throws a sentence if acct can't log in, or doesn't see the queue. */
export async function checkQueue(
  client: RtClient,
  { queue }: { readonly queue: string },
): Promise<{ readonly version: string; readonly mayCreate: boolean }> {
  const { Version: version } = await client.get("rt", z.looseObject({ Version: z.string() }));
  const answer = await client.find(`queue/${encodeURIComponent(queue)}`, queueRecord);
  const name = answer?.found.Name;
  if (!answer || name?.toLowerCase() !== queue.toLowerCase()) {
    throw new Failure(
      `Request Tracker shows acct no queue ${queue}: check rt.queue, and give acct's user the right SeeQueue in this queue`,
      { lasts: true },
    );
  }
  if (answer.found.Disabled === 1)
    throw new Failure(`the queue ${queue} is disabled in Request Tracker`, { lasts: true });
  return { version, mayCreate: answer.found._hyperlinks.some(({ ref }) => ref === "create") };
}
