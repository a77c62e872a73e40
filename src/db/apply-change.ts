import type { Change, Facts, NewEvent } from "./change.ts";
import type { Db } from "./client.ts";
import { fanOut, fanOutViews } from "./fan-out.ts";
import { COMPLETING_STAGES, type EventKind, OPEN_STATUSES } from "./names.ts";
import type { Account } from "./tables/accounts.ts";
import type { NewApproval } from "./tables/approvals.ts";
import type { Approval, Request } from "./tables/requests.ts";

interface ApplyOptions {
  /** The lease that the engine took. A process that has lost it changes nothing. */
  readonly leaseToken?: number;
  /** Keeps the lease, whose end is in `runAt`, so that the next stage runs immediately. */
  readonly keepLease?: boolean;
  /** Notifies all processes that there is work. The engine doesn't: it wakes its own loops, and NOTIFY makes commits wait for each other. */
  readonly notify?: boolean;
}

/**
 * Applies a change in one statement, but only if the request still matches `before`: the same lease or, for a person's
 * action, the same version. Returns the new version, or undefined if someone else was faster and nothing was changed.
 */
export async function applyChange(
  db: Db,
  before: Pick<Request, "id" | "version" | "stage">,
  change: Change,
  now: Date,
  options: ApplyOptions = {},
): Promise<number | undefined> {
  const { rows } = await db.$client.query<{ version: number }>(applyStatement(before, change, now, options));
  return rows[0]?.version;
}

/** Adds an event to the history and the views of a request, without touching its state or its lease. */
export async function recordEvent(db: Db, requestId: number, event: NewEvent, now: Date): Promise<void> {
  const { values, add } = parameters();
  const at = add(now);
  const text = `
with changed as (
  update requests r set version = r.version + 1, updated_at = ${at}
  where r.id = ${add(requestId)}
  returning r.id, r.version, r.stage
), recorded as (
  insert into events (request_id, seq, stage, at, kind, actor, actor_name, note, detail)
  select id, version, stage, ${eventValues(event, at, add)} from changed
), ${outdated(at)}
select pg_notify('acct', '') from changed`;
  await db.$client.query({ name: "record-event", text, values });
}

/** Adds an event to the history of a person or project. */
export async function recordRegistryEvent(
  db: Db,
  { kind: subject, id }: { readonly kind: "person" | "project"; readonly id: number },
  event: NewEvent,
  now: Date,
): Promise<void> {
  const { values, add } = parameters();
  const table = subject === "person" ? "people" : "projects";
  const text = `
with changed as (
  update ${table} set version = version + 1 where id = ${add(id)} returning id, version
)
insert into events (${subject}_id, seq, at, kind, actor, actor_name, note, detail)
select id, version, ${eventValues(event, add(now), add)} from changed`;
  await db.$client.query({ name: `record-${subject}-event`, text, values });
}

/**
 * Adds an event about an account: to the history of the request that created it or, if it was there before acct, to the
 * history of the person.
 */
export async function recordAccountEvent(
  db: Db,
  { requestId, personId }: Pick<Account, "requestId" | "personId">,
  event: NewEvent,
  now: Date,
): Promise<void> {
  if (requestId === null) await recordRegistryEvent(db, { kind: "person", id: personId }, event, now);
  else await recordEvent(db, requestId, event, now);
}

/**
 * Builds one statement, because round trips dominate the cost of a workflow (docs/decisions/0001). PostgreSQL sets up every
 * part of a statement whether it is used or not, so the text contains only the parts that this change needs. The name
 * says which ones, because PostgreSQL keeps one plan per name.
 */
function applyStatement(
  before: Pick<Request, "id" | "version" | "stage">,
  change: Change,
  now: Date,
  { leaseToken, keepLease = false, notify = false }: ApplyOptions,
) {
  const { facts, event } = change;
  const notifications = change.notifications.flatMap(fanOut);
  const views = fanOutViews(change.views);
  const { given, superseded = [] } = change.approvals ?? {};
  const isNews = isTicketNews(before, change);
  const { values, add } = parameters();
  const at = add(now);
  const [stage, status] = [add(change.stage), add(change.status)];
  const set = [
    `status = ${status}`,
    `stage = ${stage}`,
    `waits_for = ${add(change.waitsFor)}`,
    `attempt = ${add(change.attempt)}`,
    "deaths = 0",
    `problem = ${add(change.problem)}`,
    ...(facts.pinHash
      ? []
      : [`pin_hash = case when ${status} in ('${OPEN_STATUSES.join("', '")}') then r.pin_hash end`]),
    `stage_since = case when r.stage = ${stage} then r.stage_since else ${at} end`,
    ...(keepLease ? [] : [`run_at = ${add(change.runAt)}`, "lease_token = null", "lease_by = null"]),
    ...(facts.clockSince
      ? []
      : [`clock_since = case when r.stage = ${stage} then r.clock_since else ${at} end`]),
    ...factNames(facts).map((name) => assignFact(name, facts, add)),
    ...(given || superseded.length > 0
      ? [`approvals = ${currentApprovals({ given, superseded }, add)}`]
      : []),
    "version = r.version + 1",
    `updated_at = ${at}`,
  ];
  const isStill =
    leaseToken === undefined ? `r.version = ${add(before.version)}` : `r.lease_token = ${add(leaseToken)}`;
  const text = `
with changed as (
  update requests r set ${set.join(",\n    ")}
  where r.id = ${add(before.id)} and ${isStill}
  returning r.id, r.version
), recorded as (
  insert into events (request_id, seq, stage, at, kind, actor, actor_name, note, detail)
  select id, version, ${add(before.stage)}, ${eventValues(event, at, add)} from changed
)${
    notifications.length === 0
      ? ""
      : `, queued as (
  insert into notifications (key, request_id, template, via, to_name, to_email, to_user, thread, data, created_at, run_at)
  select n.key, changed.id, n.template, n.via, n."toName", n."toEmail", n."toUser", n.thread, coalesce(n.data, '{}'), ${at}, ${at}
  from changed, jsonb_to_recordset(${add(JSON.stringify(notifications))}::jsonb)
    as n(key text, template text, via text, "toName" text, "toEmail" text, "toUser" text, thread text, data jsonb)
  on conflict (key) do nothing
)`
  }${
    views.length === 0
      ? ""
      : `, placed as (
  insert into views (request_id, audience, place, wanted_version, run_at)
  select changed.id, v.audience, v.place, changed.version, ${at}
  from changed, jsonb_to_recordset(${add(JSON.stringify(views))}::jsonb) as v(audience text, place text)
  on conflict (request_id, audience, place) do nothing
)`
  }${isNews ? `, noted as (${noteOnTicket(event, at, add)})` : ""}${given ? `, given as (${insertApproval(given, at, add)})` : ""}${
    superseded.length === 0
      ? ""
      : `, superseded as (
  update approvals a set superseded_at = ${at} from changed
  where a.request_id = changed.id and a.seq = any(${add(superseded)}::int[]) and a.superseded_at is null
)`
  }, ${outdated(at)}
select version${notify ? ", pg_notify('acct', '')" : ""} from changed`;
  const parts = [
    leaseToken === undefined ? "v" : "l",
    keepLease ? "k" : "",
    notify ? "n" : "",
    notifications.length === 0 ? "" : "m",
    views.length === 0 ? "" : "c",
    isNews ? "t" : "",
    given ? "g" : "",
    superseded.length === 0 ? "" : "s",
    // PostgreSQL cuts names at 63 characters, so each column is a digit.
    factNames(facts).map((name) => FACT_NAMES.indexOf(name).toString(36)),
  ].flat();
  return { name: `apply-change-${parts.join("")}`, text, values };
}

const TICKET_NEWS: ReadonlySet<EventKind> = new Set(["stuck", "retried", "sent-back", "rerouted"]);

/** Whether people who work on a ticket of the request should read about the change: it ended, or its work is done or stands still. */
function isTicketNews({ stage }: Pick<Request, "stage">, { status, event }: Change): boolean {
  const isDone = event.kind === "stage-done" && COMPLETING_STAGES.some((name) => name === stage);
  return !OPEN_STATUSES.some((open) => open === status) || isDone || TICKET_NEWS.has(event.kind);
}

/** Adds an email to the request's ticket, if the help desk's tag of it is known. Otherwise it would open another ticket. */
const noteOnTicket = ({ kind, note }: NewEvent, at: string, add: Add) => `
  insert into notifications (key, request_id, template, via, to_name, to_email, data, created_at, run_at)
  select 'ticket-note:' || changed.id || ':' || changed.version, changed.id, 'ticket-note', 'email', 'Helpdesk', ticket.address,
    jsonb_build_object('event', ${add(kind)}::text, 'note', ${add(note)}::text), ${at}, ${at}
  from changed join helpdesk_tickets ticket on ticket.request_id = changed.id
  on conflict (key) do nothing
`;

/** Makes the views due. A view that is being shown right now becomes due when that is recorded: `recordShown` compares the versions. */
const outdated = (at: string) => `outdated as (
  update views set
    wanted_version = changed.version,
    run_at = case when lease_token is null then ${at} else run_at end
  from changed where request_id = changed.id
)`;

function eventValues({ kind, actor, actorName, note, detail = {} }: NewEvent, at: string, add: Add): string {
  const values = [add(kind), add(actor), add(actorName), add(note), `${add(JSON.stringify(detail))}::jsonb`];
  return [at, ...values].join(", ");
}

const JSON_FACTS = {
  plan: "plan",
  warnings: "warnings",
  assignee: "assignee",
  question: "question",
  quota: "quota",
  delegates: "delegates",
  required: "required",
} as const satisfies Partial<Record<keyof Facts, string>>;

const PLAIN_FACTS = {
  givenName: "given_name",
  familyName: "family_name",
  project: "project",
  pinHash: "pin_hash",
  username: "username",
  piName: "pi_name",
  piEmail: "pi_email",
  piUser: "pi_user",
  escalatedAt: "escalated_at",
  clockSince: "clock_since",
  needsAdmin: "needs_admin",
} as const satisfies Partial<Record<keyof Facts, string>>;

/** Lists every fact, so that a missing one doesn't compile. */
const FACTS: Readonly<Record<keyof Facts, string>> = {
  ...JSON_FACTS,
  ...PLAIN_FACTS,
  details: "details",
  allDetails: "details",
};
const FACT_NAMES = Object.keys(FACTS) as (keyof Facts)[];

const factNames = (facts: Facts) => FACT_NAMES.filter((name) => facts[name] !== undefined);

function assignFact(name: keyof Facts, facts: Facts, add: Add): string {
  const value = facts[name];
  if (name === "details") return `details = r.details || ${add(JSON.stringify(value))}::jsonb`;
  if (name === "allDetails") return `details = ${add(JSON.stringify(value))}::jsonb`;
  if (name in PLAIN_FACTS) return `${FACTS[name]} = ${add(value)}`;
  return `${FACTS[name]} = ${add(value === null ? null : JSON.stringify(value))}::jsonb`;
}

/** The valid approvals after the change, as the request carries them. */
function currentApprovals(
  { given, superseded }: { readonly given: NewApproval | undefined; readonly superseded: readonly number[] },
  add: Add,
): string {
  const kept =
    superseded.length === 0
      ? "r.approvals"
      : `(select coalesce(jsonb_agg(a order by (a ->> 'seq')::int), '[]') from jsonb_array_elements(r.approvals) a
         where (a ->> 'seq')::int <> all(${add(superseded)}::int[]))`;
  if (!given) return kept;
  return `${kept} || jsonb_build_array(${add(JSON.stringify(carriedApproval(given)))}::jsonb || jsonb_build_object('seq', r.version + 1))`;
}

/** The part of an approval that the request itself carries. */
export function carriedApproval(given: NewApproval): Omit<Approval, "seq"> {
  const { surface: _, plan: __, planHash: ___, rule: ____, evidence: _____, ...carried } = given;
  return carried;
}

/** The person is the one to whom the actor is linked with rights at this moment. */
function insertApproval(given: NewApproval, at: string, add: Add): string {
  const {
    name,
    verdict,
    by,
    byName,
    email = null,
    roles,
    rule = null,
    evidence = null,
    reason = null,
  } = given;
  const { surface, address, pi, plan, planHash } = given;
  const [kind, value] = by.startsWith("email:") ? ["email", by.slice("email:".length)] : ["chat", by];
  const json = (value: unknown) => `${add(value === null ? null : JSON.stringify(value))}::jsonb`;
  return `
  insert into approvals (request_id, seq, name, verdict, actor, actor_name, actor_email, person_id, roles, rule, evidence,
    reason, surface, address, pi, plan, plan_hash, at)
  select changed.id, changed.version, ${add(name)}, ${add(verdict)}, ${add(by)}, ${add(byName)}, ${add(email)},
    (select person_id from identities where kind = ${add(kind)} and value = ${add(value)} and state in ('auto', 'active')),
    ${json(roles)}, ${add(rule)}, ${json(evidence)}, ${add(reason)}, ${add(surface)}, ${add(address)}, ${add(pi)},
    ${json(plan)}, ${add(planHash)}, ${at}
  from changed
`;
}

type Add = (value: unknown) => string;

/** Collects parameters and numbers them in the order in which a statement uses them. */
function parameters(): { readonly values: unknown[]; readonly add: Add } {
  const values: unknown[] = [];
  return { values, add: (value) => `$${values.push(value)}` };
}
