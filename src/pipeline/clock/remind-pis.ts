import { applyChange, type NewMessage } from "../../db/change.ts";
import type { Db } from "../../db/client.ts";
import { listSilences, lockRequest, type Silence } from "../../db/requests.ts";
import type { Request } from "../../db/schema.ts";
import type { Journeys } from "../journeys.ts";
import { type Deed, settle } from "../settle.ts";
import type { Rules } from "../tools.ts";

export interface Reminding {
  readonly journeys: Journeys;
  readonly rules: Pick<Rules, "times" | "piReminders" | "adminChannel">;
}

/**
 * Reminds each PI who has not answered for a while, by one message however many requests wait for them,
 * and puts before the admins what was reminded of often enough. Inside a transaction; returns how many requests it touched.
 */
export async function remindPis(tx: Db, now: Date, reminding: Reminding): Promise<number> {
  const { times, piReminders, adminChannel } = reminding.rules;
  const isDue = ({ since }: Silence) => now.getTime() - since.getTime() >= times.remindPi;
  let touched = 0;
  const apply = async (request: Request, deed: Deed) => {
    const locked = await lockRequest(tx, request.id);
    if (locked?.version !== request.version) return;
    const change = settle(locked, deed, reminding.journeys[request.kind], now);
    await applyChange(tx, locked, change, now, { notify: true });
    touched++;
  };

  for (const silences of (await byPi(tx)).values()) {
    if (!silences.some(isDue)) continue;
    const again = silences.filter(({ reminders }) => reminders < piReminders);
    for (const { request } of silences.filter((silence) => isDue(silence) && !again.includes(silence))) {
      await apply(request, { kind: "escalate", cards: [{ audience: "admin", place: adminChannel }] });
    }
    const message =
      again[0] &&
      reminderOf(
        again.map(({ request }) => request),
        now,
      );
    for (const [index, { request }] of again.entries()) {
      await apply(request, { kind: "remind", messages: index === 0 && message ? [message] : [] });
    }
  }
  return touched;
}

async function byPi(tx: Db): Promise<Map<string, Silence[]>> {
  return Map.groupBy(await listSilences(tx), ({ request }) => request.piUser ?? "");
}

function reminderOf(requests: readonly Request[], now: Date): NewMessage | undefined {
  const [first] = requests;
  if (!first) return undefined;
  const list = requests.map(
    ({ id, givenName, familyName, project }) => `${id} · ${givenName} ${familyName} · ${project}`,
  );
  return {
    key: `${first.id}:pi-reminder:${now.toISOString()}`,
    letter: "pi-reminder",
    via: "chat",
    toName: first.piName ?? "",
    toEmail: first.piEmail,
    toUser: first.piUser,
    data: { count: String(requests.length), list: list.join("\n") },
  };
}
