import type { Agreement } from "../../agreements/agreement.ts";
import { endAsks, insertAsk, listOpenAsks, recordReminders } from "../../db/agreement-asks.ts";
import { recordRegistryEvent } from "../../db/apply-change.ts";
import type { NewNotification } from "../../db/change.ts";
import { inTransaction } from "../../db/client.ts";
import { insertNotification } from "../../db/notifications.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { AgreementAsk } from "../../db/tables/agreement-asks.ts";
import { fullName } from "../../view/full-name.ts";
import { systemEvent } from "../engine/changes.ts";
import { readDowntime } from "../jobs/downtime.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { workingTime } from "../working-time.ts";
import { listPeopleToSign } from "./people-to-sign.ts";

type Deps = Pick<PipelineDeps, "db" | "now" | "rules">;

/** An ask with its agreement and who is asked. */
export interface OpenAsk {
  readonly ask: AgreementAsk;
  readonly agreement: Agreement;
  readonly accounts: readonly Account[];
}

/**
 * Asks everyone who has access without a valid signature to sign, reminds them, and ends the asks that are no longer needed. One
 * message names everything that a person has to sign. Returns what is open. Safe to repeat.
 */
export async function renewAgreements(deps: Deps): Promise<OpenAsk[]> {
  const { db, now, rules } = deps;
  const before = await listOpenAsks(db);
  if (before.length === 0 && !rules.agreements?.length) return [];
  const needed = new Map<string, Omit<OpenAsk, "ask">>();
  for (const agreement of rules.agreements ?? [])
    for (const { personId, accounts } of await listPeopleToSign(agreement, deps))
      needed.set(keyOf({ personId, agreement: agreement.name, version: agreement.version }), {
        agreement,
        accounts,
      });
  const over = before.filter((ask) => !needed.has(keyOf(ask)));
  await endAsks(
    db,
    over.map(({ id }) => id),
    now(),
  );
  const open = before.flatMap((ask): OpenAsk[] => {
    const found = needed.get(keyOf(ask));
    return found ? [{ ask, ...found }] : [];
  });
  const asked = new Set(open.map(({ ask }) => keyOf(ask)));
  const fresh = [...needed].filter(([key]) => !asked.has(key)).map(([, one]) => one);
  const made: OpenAsk[] = [];
  for (const all of Map.groupBy(fresh, personOf).values()) made.push(...(await ask(all, over, deps)));
  await remind(open, deps);
  return [...open, ...made];
}

const keyOf = ({ personId, agreement, version }: Pick<AgreementAsk, "personId" | "agreement" | "version">) =>
  JSON.stringify([personId, agreement, version]);
const personOf = ({ accounts }: Pick<OpenAsk, "accounts">) => accounts[0]?.personId ?? 0;

/** Someone without an address can't be asked; `acct agreements missing` names them. */
async function ask(
  all: readonly Omit<OpenAsk, "ask">[],
  over: readonly AgreementAsk[],
  { db, now }: Deps,
): Promise<OpenAsk[]> {
  const [first] = all;
  const [account] = first?.accounts ?? [];
  if (!account?.email) return [];
  return inTransaction(db, async (tx) => {
    const made: OpenAsk[] = [];
    for (const one of all) {
      const { name, version } = one.agreement;
      const { personId } = account;
      // Whoever is suspended stays so, no matter how often the text changes.
      const earlier = over.find((one) => one.personId === personId && one.agreement === name);
      const suspendedAt = earlier?.suspendedAt ?? null;
      const ask = await insertAsk(tx, { personId, agreement: name, version, suspendedAt }, now());
      if (ask) made.push({ ask, ...one });
    }
    const message = askMessage(made);
    if (!message) return made;
    const titles = made.map(({ agreement }) => agreement.title).join(", ");
    const event = systemEvent("signature-asked", `Asked to sign: ${titles}`);
    await recordRegistryEvent(tx, { kind: "person", id: account.personId }, event, now());
    await insertNotification(tx, message, now());
    return made;
  });
}

/** Reminds each person of everything at once, as often as PIs are reminded, until the grace time is over. */
async function remind(open: readonly OpenAsk[], { db, now, rules }: Deps): Promise<void> {
  const { times, piReminders, workingHours, site } = rules;
  const work = workingTime(workingHours, site.timeZone);
  if (!work.isNow(now())) return;
  const downtime = await readDowntime(db, new Date(now().getTime() - times.expireAfter), now());
  const isDue = ({ ask: { remindedAt, reminders, suspendedAt } }: OpenAsk) =>
    suspendedAt === null &&
    reminders < piReminders &&
    now().getTime() - remindedAt.getTime() - downtime.since(remindedAt) - work.offMs(remindedAt, now()) >=
      times.remindPi;
  for (const all of Map.groupBy(open, personOf).values()) {
    const running = all.filter(({ ask }) => ask.suspendedAt === null);
    const [first] = running;
    if (!first || !running.some(isDue)) continue;
    await inTransaction(db, async (tx) => {
      const asks = running.map(({ ask }) => ask);
      if ((await recordReminders(tx, asks, now())) < asks.length) return;
      const message = askMessage(running, first.ask.reminders + 1);
      if (message) await insertNotification(tx, message, now());
    });
  }
}

/** When the person's access is suspended, unless they sign. */
export const graceEnds = ({ ask, agreement }: Pick<OpenAsk, "ask" | "agreement">): Date =>
  new Date(ask.askedAt.getTime() + agreement.grace);

function askMessage(all: readonly OpenAsk[], reminder?: number): NewNotification | undefined {
  const [first] = all;
  if (!first) return undefined;
  const until = new Date(Math.min(...all.map((one) => graceEnds(one).getTime())));
  const number = reminder === undefined ? {} : { reminder: String(reminder) };
  const key = `renew-agreements:${first.ask.id}${reminder === undefined ? "" : `:${reminder}`}`;
  const data = { ...dataOf(all), until: until.toISOString(), ...number };
  return { key, template: "renew-agreements", ...recipientOf(first), data };
}

/** What every message about open asks says: the link, and what is to be signed. */
export const dataOf = (all: readonly OpenAsk[]): Record<string, string> => ({
  ask: all[0]?.ask.mark ?? "",
  titles: all.map(({ agreement }) => agreement.title).join("\n"),
});

/** The person, in the chat if they are there, and by email otherwise. */
export function recipientOf({
  accounts,
}: Pick<OpenAsk, "accounts">): Pick<NewNotification, "via" | "toName" | "toEmail" | "toUser"> {
  const [account] = accounts;
  const user = account?.chatUser ?? null;
  return {
    via: user === null ? "email" : "either",
    toName: account ? fullName(account) : "",
    toEmail: account?.email ?? null,
    toUser: user,
  };
}
