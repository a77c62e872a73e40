import type { Actor } from "../../src/chat/chat.ts";
import { collapseCards, refreshDryRun } from "../../src/db/cards.ts";
import { type Db, inTransaction } from "../../src/db/client.ts";
import { gatherBurst } from "../../src/db/digests.ts";
import { readLoad } from "../../src/db/figures.ts";
import { FREE_DEAD_LEASES, LOCK_CLASS } from "../../src/db/free-dead-leases.ts";
import { forgetInteractions } from "../../src/db/interactions.ts";
import { claimDue, extendLeases, type Queue, returnLease, returnOthers } from "../../src/db/leases.ts";
import { countUnsent } from "../../src/db/messages.ts";
import { moveAdminCards } from "../../src/db/move-cards.ts";
import { eraseDeadSecrets } from "../../src/db/password-links.ts";
import { findSimilarAccounts } from "../../src/db/registry.ts";
import {
  countAskedSince,
  findEarlierNewProject,
  findOpenByEmail,
  findOpenByUsername,
  listAskedBy,
  listEvents,
  listOpenOf,
  listSimilarOpen,
} from "../../src/db/requests.ts";
import {
  type CardRow,
  cards,
  digests,
  interactions,
  messages,
  type Request,
  requests,
} from "../../src/db/schema.ts";
import { searchRequests } from "../../src/db/search-requests.ts";
import { countKeyUses, listSecretsOfOtherKeys } from "../../src/db/secret-keys.ts";
import { listAskedPis, listWaitingAt, wakeAfterDryRun } from "../../src/db/waiting-requests.ts";
import type { Handling } from "../../src/handlers/handler.ts";
import { adminSections } from "../../src/handlers/home/admin-sections.ts";
import { piSections } from "../../src/handlers/home/pi-sections.ts";
import { requesterSections } from "../../src/handlers/home/requester-sections.ts";
import { sendAdminDigest } from "../../src/pipeline/clock/admin-digest.ts";
import { expireRequests } from "../../src/pipeline/clock/expire-requests.ts";
import { remindPis } from "../../src/pipeline/clock/remind-pis.ts";
import { CHAT_VIAS, MAIL_VIAS } from "../../src/pipeline/deliver.ts";
import { journeysFor } from "../../src/pipeline/journeys.ts";

type Ask = (db: Db, now: Date) => Promise<unknown>;

const DAY_MS = 86_400_000;
const QUEUES: readonly Queue[] = [requests, cards, messages, digests, interactions];
const journeys = journeysFor({ account: ["admin", "pi"], membership: ["pi"], quota: ["admin"] });
const rules = {
  adminChannel: "C1",
  piReminders: 5,
  dryRun: false,
  times: { remindPi: 2 * DAY_MS, expireAfter: 30 * DAY_MS },
  site: { helpAddress: "help@example.org" },
};
const toolsOf = (db: Db, now: Date) =>
  ({ db, rules, journeys, now: () => now, quotas: undefined }) as unknown as Handling;
const clock = { journeys, rules: rules as unknown as Handling["rules"] };
const actor = { user: "UP4", email: "person4@example.org" } as Actor;
const claimOf = (now: Date) => ({ by: 7, now, leaseMs: 30_000, limit: 5 });
const inEach = (ask: (queue: Queue) => Promise<unknown>) => Promise.all(QUEUES.map(ask));

/** Everything that acct asks the database at each step, each look at a page, each minute or each hour. */
export const HOT_QUERIES: readonly (readonly [what: string, ask: Ask])[] = [
  ["claiming from each queue", (db, now) => inEach((queue) => claimDue(db, queue, claimOf(now)))],
  [
    "claiming messages by their way",
    (db, now) =>
      Promise.all([CHAT_VIAS, MAIL_VIAS].map((vias) => claimDue(db, messages, { ...claimOf(now), vias }))),
  ],
  ["the heartbeat of leases", (db, now) => inEach((queue) => extendLeases(db, queue, [1, 2], claimOf(now)))],
  [
    "handing work back",
    async (db, now) => {
      await inEach((queue) => returnLease(db, queue, { leaseToken: 4711, leaseBy: 7 }, now));
      await inEach((queue) => returnOthers(db, queue, claimOf(now), [1, 2]));
    },
  ],
  ["freeing what the dead held", (db) => db.$client.query(FREE_DEAD_LEASES, [LOCK_CLASS, []])],
  [
    "posting a new card",
    (db, now) => gatherBurst(db, { id: 1, place: "C1", audience: "admin" } as CardRow, 10, now),
  ],
  [
    "looking whether somebody asks twice",
    async (db, now) => {
      const request = { ...(await searchRequests(db, {}, { offset: 0, limit: 1 })).page[0] } as Request;
      await inTransaction(db, (tx) => countAskedSince(tx, "UP4", new Date(now.getTime() - DAY_MS)));
      await listOpenOf(db, "person4@example.org");
      await findOpenByEmail(db, "account", "person4@example.org");
      await findOpenByEmail(db, "membership", "person4@example.org", "project4");
      await findOpenByEmail(db, "quota", "person4@example.org", "project4");
      await findOpenByUsername(db, "user4");
      await findEarlierNewProject(db, request);
      await listSimilarOpen(db, request);
    },
  ],
  ["looking for namesakes", (db) => findSimilarAccounts(db, { givenName: "Amy", familyName: "Ash" })],
  ["the Home of an admin", (db, now) => adminSections(toolsOf(db, now), "")],
  ["the Home of a PI", (db, now) => piSections({ ...actor, user: "UBO4" }, toolsOf(db, now))],
  ["the Home of a requester", (db, now) => requesterSections(actor, toolsOf(db, now))],
  [
    "the requests of somebody without a chat account",
    (db) => listAskedBy(db, { user: "UNEW", email: "person7@example.org" }, 10),
  ],
  ["the history of a request", (db) => listEvents(db, 4)],
  ["/acct list of an admin", (db) => searchRequests(db, {}, { offset: 0, limit: 20 })],
  ["/acct list stuck", (db) => searchRequests(db, { status: "stuck" }, { offset: 0, limit: 20 })],
  ["/acct list held", (db) => searchRequests(db, { held: true }, { offset: 0, limit: 20 })],
  ["/acct list with words", (db) => searchRequests(db, { text: "amy", pi: "bo" }, { offset: 0, limit: 20 })],
  [
    "/acct list of anybody else",
    (db) =>
      searchRequests(db, { mine: { user: "UP4", email: "person4@example.org" } }, { offset: 0, limit: 20 }),
  ],
  ["what waits for the admins", (db) => listWaitingAt(db, "await-admin")],
  ["looking for PIs who have left", (db) => listAskedPis(db)],
  [
    "the daily digest",
    (db, now) =>
      inTransaction(db, (tx) => sendAdminDigest(tx, now, { rules: clock.rules, date: "2000-01-01" })),
  ],
  ["reminding PIs", (db, now) => inTransaction(db, (tx) => remindPis(tx, now, clock))],
  ["ending what nobody decides on", (db, now) => inTransaction(db, (tx) => expireRequests(tx, now, clock))],
  [
    "making cards of what is over one line",
    (db, now) => collapseCards(db, new Date(now.getTime() - DAY_MS), now),
  ],
  ["erasing dead secrets", (db, now) => eraseDeadSecrets(db, now)],
  ["forgetting what was pressed", (db, now) => forgetInteractions(db, new Date(now.getTime() - DAY_MS))],
  ["the figures at /metrics", (db) => Promise.all([readLoad(db), countUnsent(db)])],
  [
    "a start",
    async (db, now) => {
      await refreshDryRun(db, false, now);
      await moveAdminCards(db, "C1", now);
      await wakeAfterDryRun(db, now);
      await countKeyUses(db, { id: "0123abcd", isFirst: false, until: now, now });
      await listSecretsOfOtherKeys(db, "4567cdef");
    },
  ],
];
