import { makePi } from "./adopted-projects.ts";
import type { Db } from "./client.ts";

/** Someone who was the PI of a project. */
export interface FormerPi {
  readonly personId: number;
  readonly name: string;
  readonly email: string | null;
}

/**
 * Makes a person the only PI of a project, in a transaction that holds `lockRegistry`. Who was PI before stays a member if they have
 * an account there. Returns them, or undefined if the person is the only PI already.
 */
export async function replacePi(
  tx: Db,
  change: { readonly projectId: number; readonly personId: number; readonly now: Date },
): Promise<FormerPi[] | undefined> {
  const { projectId, personId } = change;
  const { rows } = await tx.$client.query<FormerPi>(
    `select distinct p.id as "personId", trim(p.given_name || ' ' || p.family_name) as name, p.email
     from memberships m join people p on p.id = m.person_id
     where m.project_id = $1 and m.role = 'pi' order by 1`,
    [projectId],
  );
  const former = rows.filter((one) => one.personId !== personId);
  if (rows.length > 0 && former.length === 0) return undefined;
  const others = [projectId, personId];
  await tx.$client.query(
    `delete from memberships where project_id = $1 and person_id <> $2 and role = 'pi' and account_id is null`,
    others,
  );
  await tx.$client.query(
    `update memberships set role = 'member' where project_id = $1 and person_id <> $2 and role = 'pi'`,
    others,
  );
  await makePi(tx, change);
  return former;
}
