import { setTimeout as pause } from "node:timers/promises";
import { openDatabase } from "../src/db/client.ts";
import { journeysFor } from "../src/pipeline/journeys.ts";
import { openRequest } from "../src/pipeline/open-request.ts";
import { hashPin } from "../src/pipeline/pin.ts";
import { aNewRequest } from "../test/a-new-request.ts";
import type { Site } from "../test/services/site.ts";
import { choosePassword, hasButton, linkIn, PIN } from "../test/story/people.ts";
import type { Crew } from "./crew.ts";

export const emailOf = (n: number) => `pn${n}@example.org`;

/** Asks for an account in the name of the nth person, by a way that no fault stands in. */
export async function asker(databaseUrl: string, site: Site) {
  const { db, close } = openDatabase({ url: databaseUrl }, () => undefined, { name: "chaos" });
  const pinHash = await hashPin(PIN, Buffer.from(site.env.ACCT_SECRET_KEY ?? "", "base64"));
  const journeys = journeysFor({ account: ["admin", "pi"], membership: ["pi"], quota: ["admin"] });
  const asked = { by: { id: "chaos", name: "chaos" }, note: "" };
  return {
    ask: async (n: number) => {
      const person = { givenName: "Pat", familyName: `N${n}`, email: emailOf(n), pinHash };
      const draft = aNewRequest({
        ...person,
        origin: `chaos:${n}`,
        piEmail: "hopper@example.org",
        piName: "H",
      });
      await openRequest(draft, asked, { db, journeys, now: () => new Date() });
    },
    close,
  };
}

/** Two people who press whatever can be pressed, and press again when nothing came of it. */
export async function press({ sandbox }: Site, signal: AbortSignal): Promise<void> {
  const places = [
    { user: "U0ADA", place: "C0ACCOUNTS", look: "C0ACCOUNTS" },
    { user: "U0HOPPER", place: "D0HOPPER", look: "U0HOPPER" },
  ];
  while (!signal.aborted) {
    for (const { user, place, look } of places) {
      for (const action of ["approve", "retry"]) {
        const cards = sandbox.messages(look).filter((message) => hasButton(message, action));
        for (const { ts } of cards.slice(0, 10)) {
          // The card may have changed under the finger, or nobody may be there to hear it.
          await sandbox.press({ user, channel: place, ts, actionId: action }).catch(() => undefined);
        }
      }
    }
    await pause(300);
  }
}

/** Everybody who has a link chooses a password on the page of some process, and tries again when that fails. */
export async function choosePasswords(
  { mailCatcher }: Site,
  { seats }: Crew,
  signal: AbortSignal,
): Promise<void> {
  const chosen = new Set<string>();
  while (!signal.aborted) {
    for (const mail of mailCatcher.mails) {
      const [address = ""] = mail.to;
      if (!/ready: choose/.test(mail.subject) || chosen.has(address)) continue;
      const up = seats.filter(({ acct, isPaused }) => acct && !isPaused);
      const url = up[chosen.size % Math.max(up.length, 1)]?.acct?.url;
      if (url === undefined || signal.aborted) break;
      const answer = await choosePassword(linkIn(mail), {}, url).catch(() => undefined);
      if (answer && /is set|was used|already/i.test(answer.page)) chosen.add(address);
    }
    await pause(300);
  }
}
