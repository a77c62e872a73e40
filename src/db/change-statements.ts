import type { Facts } from "./change.ts";
import { OPEN_STATUSES } from "./schema.ts";

/** Each fact's column, and its value in the facts as JSON. */
const FACTS: Readonly<Record<keyof Facts, (facts: string) => string>> = {
  username: (facts) => `username = ${facts} ->> 'username'`,
  plan: (facts) => `plan = ${facts} -> 'plan'`,
  warnings: (facts) => `warnings = ${facts} -> 'warnings'`,
  piName: (facts) => `pi_name = ${facts} ->> 'piName'`,
  piEmail: (facts) => `pi_email = ${facts} ->> 'piEmail'`,
  piUser: (facts) => `pi_user = ${facts} ->> 'piUser'`,
  claim: (facts) => `claim = nullif(${facts} -> 'claim', 'null')`,
  question: (facts) => `question = nullif(${facts} -> 'question', 'null')`,
  quota: (facts) => `quota = ${facts} -> 'quota'`,
  delegates: (facts) => `delegates = ${facts} -> 'delegates'`,
  escalatedAt: (facts) => `escalated_at = (${facts} ->> 'escalatedAt')::timestamptz`,
  clockSince: (facts) => `clock_since = (${facts} ->> 'clockSince')::timestamptz`,
  waitsForDryRun: (facts) => `waits_for_dry_run = (${facts} ->> 'waitsForDryRun')::boolean`,
  needsAdmin: (facts) => `needs_admin = (${facts} ->> 'needsAdmin')::boolean`,
  decisions: (facts) => `decisions = r.decisions || (${facts} -> 'decisions')`,
};

/** Those that are there, in one order, so that the same ones are one prepared statement. */
export function factNames(facts: Facts): (keyof Facts)[] {
  return (Object.keys(FACTS) as (keyof Facts)[]).filter((name) => facts[name] !== undefined);
}

/** A card that is being shown now comes due again when that is settled: `settleShown` compares the versions. */
const showAgain = (now: string) => `
  update cards set
    wanted_version = changed.version,
    run_at = case when lease_token is null then ${now} else run_at end
  from changed where request_id = changed.id`;

const LISTS_FROM = 18;

const queued = (parameter: number) => `
), queued as (
  insert into messages (key, request_id, letter, via, to_name, to_email, to_user, data, created_at, run_at)
  select m.key, changed.id, m.letter, m.via, m."toName", m."toEmail", m."toUser", coalesce(m.data, '{}'), $10, $10
  from changed, jsonb_to_recordset($${parameter}::jsonb)
    as m(key text, letter text, via text, "toName" text, "toEmail" text, "toUser" text, data jsonb)
  on conflict (key) do nothing`;

const placed = (parameter: number) => `
), placed as (
  insert into cards (request_id, audience, place, wanted_version, run_at)
  select changed.id, c.audience, c.place, changed.version, $10
  from changed, jsonb_to_recordset($${parameter}::jsonb) as c(audience text, place text)
  on conflict (request_id, audience, place) do nothing`;

/**
 * One round trip, because round trips are what a journey costs (docs/decisions/0001). Most changes have no facts, messages
 * or cards, and PostgreSQL sets up every part of a statement, needed or not: so they are left out.
 */
export function applyStatement(facts: readonly (keyof Facts)[], withMessages: boolean, withCards: boolean) {
  let parameter = LISTS_FROM;
  const factsAt = facts.length > 0 ? `$${parameter++}::jsonb` : "";
  const columns = facts.map((name) => `${FACTS[name](factsAt)},`).join("\n    ");
  const clock = facts.includes("clockSince")
    ? ""
    : "clock_since = case when r.stage = $5 then r.clock_since else $10 end,";
  const messages = withMessages ? queued(parameter++) : "";
  const cards = withCards ? placed(parameter) : "";
  const text = `${APPLY_CHANGE}${columns}${clock}${APPLY_CHANGE_EVENT}${messages}${cards}${APPLY_CHANGE_END}`;
  // PostgreSQL cuts names at 63 characters, so the columns stand in it as their places.
  const places = facts.map((fact) => Object.keys(FACTS).indexOf(fact).toString(36)).join("");
  return { name: `apply-change-${places}${withMessages ? "-m" : ""}${withCards ? "-c" : ""}`, text };
}

const APPLY_CHANGE = `
with changed as (
  update requests r set
    status = $4, stage = $5, attempt = $6, deaths = 0, problem = $8,
    run_at = case when $11 then r.run_at else $7::timestamptz end,
    pin_hash = case when $4 in ('${OPEN_STATUSES.join("', '")}') then r.pin_hash end,
    stage_since = case when r.stage = $5 then r.stage_since else $10 end,
    lease_token = case when $11 then r.lease_token end,
    lease_by = case when $11 then r.lease_by end,
    version = r.version + 1, updated_at = $10,
    `;

const APPLY_CHANGE_EVENT = `
    event_seq = r.event_seq + 1,
    event_hash = chain_event(r.event_hash, r.id, r.event_seq + 1, $10, $12, $9, $13, $14, $15, $16::jsonb)
  where r.id = $1 and case when $2::bigint is null then r.version = $3 else r.lease_token = $2 end
  returning r.id, r.version, r.event_seq, r.event_hash
), chained as (
  insert into events (request_id, seq, at, kind, stage, actor, actor_name, note, detail, hash)
  select id, event_seq, $10, $12, $9, $13, $14, $15, $16::jsonb, event_hash from changed`;

const APPLY_CHANGE_END = `
), stale as (${showAgain("$10")})
select version, case when $17 then pg_notify('acct', '') end from changed`;

export const RECORD_EVENT = `
with changed as (
  update requests r set
    version = r.version + 1, updated_at = $2,
    event_seq = r.event_seq + 1,
    event_hash = chain_event(r.event_hash, r.id, r.event_seq + 1, $2, $3, r.stage, $4, $5, $6, $7::jsonb)
  where r.id = $1
  returning r.id, r.version, r.stage, r.event_seq, r.event_hash
), chained as (
  insert into events (request_id, seq, at, kind, stage, actor, actor_name, note, detail, hash)
  select id, event_seq, $2, $3, stage, $4, $5, $6, $7::jsonb, event_hash from changed
), stale as (${showAgain("$2")})
select version, pg_notify('acct', '') from changed`;
