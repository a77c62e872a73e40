import { approvalsOf } from "../../dev/local-stack/approvals-of.ts";
import type { Actor } from "../../src/chat/chat.ts";
import { findSimilarAccounts, listAddressesWithAccounts } from "../../src/db/accounts.ts";
import { type Db, inTransaction } from "../../src/db/client.ts";
import { collectIntoDigest } from "../../src/db/digests.ts";
import { FREE_DEAD_LEASES, LOCK_CLASS } from "../../src/db/free-dead-leases.ts";
import { deleteOldInteractions } from "../../src/db/interactions.ts";
import { extendLeases, leaseDue, type Queue, returnLease, returnOthers } from "../../src/db/leases.ts";
import { moveAdminViews } from "../../src/db/move-views.ts";
import { KINDS } from "../../src/db/names.ts";
import { countUnsent } from "../../src/db/notifications.ts";
import { purgeExpiredSecrets } from "../../src/db/password-links.ts";
import { listPublicLog, listUnpublished } from "../../src/db/public-log.ts";
import { listQuarantinedAddresses } from "../../src/db/quarantined-addresses.ts";
import { listTakenOrigins } from "../../src/db/request-origins.ts";
import { readQueueDepth } from "../../src/db/request-stats.ts";
import {
  countRequestedSince,
  findEarlierNewProject,
  findOpenByUsername,
  findOpenRequest,
  listAddressesWithRequests,
  listEvents,
  listOpenOf,
  listRequestedBy,
  listSimilarOpen,
} from "../../src/db/requests.ts";
import { searchRequests } from "../../src/db/search-requests.ts";
import { countKeyUses, listSecretsOfOtherKeys } from "../../src/db/secret-keys.ts";
import { digests } from "../../src/db/tables/digests.ts";
import { interactions } from "../../src/db/tables/interactions.ts";
import { notifications } from "../../src/db/tables/notifications.ts";
import { type Request, requests } from "../../src/db/tables/requests.ts";
import { type View, views } from "../../src/db/tables/views.ts";
import { collapseViews, refreshDryRun } from "../../src/db/views.ts";
import {
  countRequestsDecidedBy,
  listAskedPis,
  listWaitingFor,
  listWaitingForGroupDecider,
  wakeAfterDryRun,
  wakeRequestsDecidedBy,
  wakeRequestsOfPi,
  wakeUndecided,
  wakeUndecidedIn,
  wakeUndecidedOf,
} from "../../src/db/waiting-requests.ts";
import type { HandlerContext } from "../../src/handlers/handler.ts";
import { adminSections } from "../../src/handlers/home/admin-sections.ts";
import { piSections } from "../../src/handlers/home/pi-sections.ts";
import { requesterSections } from "../../src/handlers/home/requester-sections.ts";
import { sendAdminDigest } from "../../src/pipeline/jobs/admin-digest.ts";
import { expireRequests } from "../../src/pipeline/jobs/expire-requests.ts";
import { remindApprovers } from "../../src/pipeline/jobs/remind-approvers.ts";
import { remindRequesters } from "../../src/pipeline/jobs/remind-requesters.ts";
import { kindsThat, REQUEST_KINDS } from "../../src/pipeline/kinds/kinds.ts";
import { CHAT_DELIVERIES, EMAIL_DELIVERIES } from "../../src/pipeline/outbox/send-notification.ts";
import { wakeMisdirected } from "../../src/pipeline/roster/wake-misdirected.ts";
import { buildWorkflows } from "../../src/pipeline/workflows.ts";

type Ask = (db: Db, now: Date) => Promise<unknown>;

const DAY_MS = 86_400_000;
const QUEUES: readonly Queue[] = [requests, views, notifications, digests, interactions];
const workflows = buildWorkflows(
  approvalsOf({ account: ["admin", "pi"], membership: ["pi"], quota: ["admin"] }),
);
const rules = {
  adminChannels: ["slack:C1"],
  piReminders: 5,
  workingHours: { days: "daily", from: "00:00", to: "24:00" },
  dryRun: false,
  projects: {},
  times: { remindPi: 2 * DAY_MS, expireAfter: 30 * DAY_MS },
  site: { helpAddress: "help@example.org", timeZone: "UTC" },
};
const chat = { name: "Slack", verifiesAddresses: true };
const toolsOf = (db: Db, now: Date) =>
  ({ db, rules, workflows, now: () => now, quotas: undefined, chat }) as unknown as HandlerContext;
const clock = { workflows, rules: rules as unknown as HandlerContext["rules"] };
const actor = { user: "slack:UP4", email: "person4@example.org" } as Actor;
const leaseOf = (now: Date) => ({ by: 7, now, leaseMs: 30_000, limit: 5 });
const inEach = (ask: (queue: Queue) => Promise<unknown>) => Promise.all(QUEUES.map(ask));

/** Every query that acct runs at each step, for each page, or every minute or hour. */
export const HOT_QUERIES: readonly (readonly [what: string, ask: Ask])[] = [
  ["leasing from each queue", (db, now) => inEach((queue) => leaseDue(db, queue, leaseOf(now)))],
  [
    "leasing notifications by channel",
    (db, now) =>
      Promise.all(
        [CHAT_DELIVERIES, EMAIL_DELIVERIES].map((parts) =>
          leaseDue(db, notifications, { ...leaseOf(now), parts }),
        ),
      ),
  ],
  ["the heartbeat of leases", (db, now) => inEach((queue) => extendLeases(db, queue, [1, 2], leaseOf(now)))],
  [
    "returning work",
    async (db, now) => {
      await inEach((queue) => returnLease(db, queue, { leaseToken: 4711, leaseBy: 7 }, now));
      await inEach((queue) => returnOthers(db, queue, leaseOf(now), [1, 2]));
    },
  ],
  ["freeing the leases of dead processes", (db) => db.$client.query(FREE_DEAD_LEASES, [LOCK_CLASS, []])],
  [
    "posting a new card",
    (db, now) => collectIntoDigest(db, { id: 1, place: "slack:C1", audience: "admin" } as View, 10, now),
  ],
  [
    "looking for duplicate requests",
    async (db, now) => {
      const request = { ...(await searchRequests(db, {}, { offset: 0, limit: 1 })).page[0] } as Request;
      const draft = { email: "person4@example.org", project: "project4", username: "user4" };
      const counted = kindsThat(({ isSelfService }) => !isSelfService);
      const ending = kindsThat(({ endsWithAccount }) => endsWithAccount);
      const reserving = kindsThat(({ createsAccount }) => createsAccount);
      const since = new Date(now.getTime() - DAY_MS);
      await inTransaction(db, (tx) => countRequestedSince(tx, "slack:UP4", since, counted));
      await listOpenOf(db, { users: ["slack:UP4"], emails: [draft.email] }, ending);
      for (const kind of KINDS) await findOpenRequest(db, kind, REQUEST_KINDS[kind].collidesWith(draft));
      await findOpenByUsername(db, "user4", reserving);
      await findEarlierNewProject(db, request);
      await listSimilarOpen(db, request);
    },
  ],
  [
    "recognizing new rows of a sheet",
    async (db) => {
      const emails = Array.from({ length: 50 }, (_, at) => `person${at}@example.org`);
      await listTakenOrigins(db, emails);
      await listAddressesWithRequests(db, "account", emails);
      await listAddressesWithAccounts(db, emails);
      await listQuarantinedAddresses(db, emails);
    },
  ],
  ["looking for similar names", (db) => findSimilarAccounts(db, { givenName: "Amy", familyName: "Ash" })],
  ["the Home of an admin", (db, now) => adminSections(toolsOf(db, now), "")],
  ["the Home of a PI", (db, now) => piSections({ ...actor, user: "slack:UBO4" }, toolsOf(db, now))],
  ["the Home of a requester", (db, now) => requesterSections(actor, toolsOf(db, now))],
  [
    "the requests of a person without a chat account",
    (db) => listRequestedBy(db, { user: "slack:UNEW", email: "person7@example.org" }, 10),
  ],
  ["the history of a request", (db) => listEvents(db, 4)],
  ["/acct list of an admin", (db) => searchRequests(db, {}, { offset: 0, limit: 20 })],
  ["/acct list stuck", (db) => searchRequests(db, { status: "stuck" }, { offset: 0, limit: 20 })],
  ["/acct list quarantined", (db) => searchRequests(db, { status: "quarantined" }, { offset: 0, limit: 20 })],
  [
    "/acct list with search words",
    (db) => searchRequests(db, { text: "amy", pi: "bo" }, { offset: 0, limit: 20 }),
  ],
  [
    "/acct list of a requester",
    (db) =>
      searchRequests(
        db,
        { mine: { user: "slack:UP4", email: "person4@example.org" } },
        { offset: 0, limit: 20 },
      ),
  ],
  ["what is waiting for the admins", (db) => listWaitingFor(db, "admin")],
  [
    "what waits for someone who decides about a group",
    (db) => listWaitingForGroupDecider(db, ["slack:UBO3"]),
  ],
  [
    "/acct list of someone who decides about a group",
    (db) =>
      searchRequests(
        db,
        { mine: { user: "slack:UBO3", email: "bo3@example.org" } },
        { offset: 0, limit: 20 },
      ),
  ],
  [
    "waking what someone may decide now",
    async (db, now) => {
      await wakeRequestsDecidedBy(db, { users: ["slack:UBO3"], emails: ["bo3@example.org"] }, now);
      await countRequestsDecidedBy(db, { users: ["slack:UBO3"], emails: ["bo3@example.org"] });
      await wakeRequestsOfPi(db, "slack:UBO3", now);
      await wakeUndecidedIn(db, "project3", now);
      await wakeUndecidedOf(db, "person3@example.org", now);
      await wakeUndecided(db, now);
    },
  ],
  [
    "the public log",
    async (db, now) => {
      const [newest] = await listPublicLog(db, { limit: 200 });
      await listPublicLog(db, { before: newest, limit: 200 });
      await listPublicLog(db, { before: now, limit: 200 });
      await listUnpublished(db, 200);
    },
  ],
  ["looking for deactivated PIs", (db) => listAskedPis(db)],
  [
    "the daily digest",
    (db, now) =>
      inTransaction(db, (tx) => sendAdminDigest(tx, now, { rules: clock.rules, date: "2000-01-01" })),
  ],
  ["reminding PIs", (db, now) => inTransaction(db, (tx) => remindApprovers(tx, now, clock))],
  ["reminding requesters", (db, now) => inTransaction(db, (tx) => remindRequesters(tx, now, clock))],
  ["expiring undecided requests", (db, now) => inTransaction(db, (tx) => expireRequests(tx, now, clock))],
  [
    "collapsing the cards of closed requests",
    (db, now) => collapseViews(db, new Date(now.getTime() - DAY_MS), now),
  ],
  ["erasing expired secrets", (db, now) => purgeExpiredSecrets(db, now)],
  ["deleting old interactions", (db, now) => deleteOldInteractions(db, new Date(now.getTime() - DAY_MS))],
  ["the metrics", (db) => Promise.all([readQueueDepth(db), countUnsent(db)])],
  [
    "a start",
    async (db, now) => {
      await refreshDryRun(db, false, now);
      await moveAdminViews(db, ["slack:C1"], now);
      await wakeAfterDryRun(db, now);
      await wakeMisdirected(toolsOf(db, now));
      await countKeyUses(db, { id: "0123abcd", isFirst: false, until: now, now });
      await listSecretsOfOtherKeys(db, "4567cdef");
    },
  ],
];
