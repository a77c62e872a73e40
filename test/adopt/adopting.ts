import type { DecisionList } from "../../src/adopt/decision-list.ts";
import { type AdoptOptions, adopt } from "../../src/commands/adopt.ts";
import type { Db } from "../../src/db/client.ts";
import type { Source } from "../../src/provisioners/found.ts";
import { START } from "../in-memory/pipeline-deps.ts";

/** Adopts from these sources as `acct adopt` does. */
export const adoptFrom = (db: Db, sources: readonly Source[], but: Partial<AdoptOptions> = {}) =>
  adopt({
    db,
    sources,
    rules: { numbers: { from: 1000, to: 100_000 }, isReserved: (name) => name === "nobody" },
    registry: { uidNumbers: { from: 20_000, to: 29_999 }, gidNumbers: { from: 5000, to: 5999 } },
    by: { actor: "command-line:ada", actorName: "Ada", verifiedBy: "directory", now: START },
    dryRun: false,
    ...but,
  });

/** Decisions as a list has them, by system and ID. */
export const decide = (decisions: Readonly<Record<string, string>>): DecisionList => {
  const entries = Object.entries(decisions);
  return {
    decisions: new Map(
      entries.map(([key, one]) => [key, one === "skip" || one === "different" ? one : { same: one }]),
    ),
    lines: new Map(entries.map(([key], at) => [key, at + 2])),
  };
};

/** Everything that an adoption writes, without numbers of rows and without times of seeing. */
export async function readRegistryRows(query: (text: string) => Promise<unknown[]>) {
  return {
    accounts: await query(
      `select a.username, a.uid_number, p.given_name, p.family_name, p.email, p.source, p.version, a.removed_at is not null as closed
       from accounts a join people p on p.id = a.person_id order by a.username`,
    ),
    people: await query("select count(*)::int as count from people"),
    identities: await query(
      "select i.kind, i.value, i.state, i.verified_by from identities i order by i.kind, i.value, i.state",
    ),
    ids: await query(
      `select coalesce(a.username, p.name) as of, e.system, e.value, e.name, e.detail
       from external_ids e left join accounts a on a.id = e.account_id left join projects p on p.id = e.project_id
       order by 1, 2`,
    ),
    projects: await query("select name, gid_number, adopted, source, version from projects order by name"),
    memberships: await query(
      `select p.name, a.username, m.role, m.source from memberships m join projects p on p.id = m.project_id
       left join accounts a on a.id = m.account_id order by 1, 2`,
    ),
    events: await query(
      `select coalesce(a.username, p.name) as of, e.kind, e.note from events e
       left join accounts a on a.person_id = e.person_id left join projects p on p.id = e.project_id
       where e.kind = 'adopted' order by 1, e.seq`,
    ),
  };
}
