import { randomUUID } from "node:crypto";
import { findAccountOfPerson } from "../db/accounts.ts";
import { recordRegistryEvent } from "../db/apply-change.ts";
import { type Db, inTransaction } from "../db/client.ts";
import { isOffboarded } from "../db/deciders.ts";
import { showClaim } from "../db/digests.ts";
import { findOpenMerge } from "../db/merges.ts";
import { VALID_LINK_STATES } from "../db/names.ts";
import { insertNotification } from "../db/notifications.ts";
import { listIdentities, lockRegistry } from "../db/people.ts";
import { overtakePiClaims } from "../db/pi-claims.ts";
import { findProject } from "../db/projects.ts";
import { replacePi } from "../db/replace-pi.ts";
import type { Person } from "../db/tables/people.ts";
import { wakeUndecidedIn } from "../db/waiting-requests.ts";
import { Failure } from "../failure/failure.ts";
import { fullName } from "../view/full-name.ts";
import { type EventActor, eventBy } from "./engine/changes.ts";
import { labelOf, linkMessages } from "./links/link-messages.ts";
import { describePerson } from "./merge-people.ts";
import type { Rules } from "./pipeline-deps.ts";

interface SetPiDeps {
  readonly db: Db;
  readonly now: () => Date;
  readonly rules: Pick<Rules, "projects" | "adminChannels">;
}

/**
 * Makes a person the PI of a project in the registry, as an admin says. The project's history notes it, and the person and who was
 * PI before are told. Open requests ask the new PI. Returns who was PI before. Throws a failure that says what to do if that's not possible.
 */
export async function setProjectPi(
  name: string,
  person: Person,
  by: EventActor,
  { db, now, rules }: SetPiDeps,
): Promise<readonly string[]> {
  const project = await findProject(db, name);
  if (!project) throw new Failure(`The registry has no project called ${name}.`);
  if (rules.projects[project.name])
    throw new Failure(`acct.yml names the PI of ${project.name}, under "projects". Change it there.`);
  const { email } = person;
  if (email === null)
    throw new Failure(
      `${describePerson(person)} has no email address, so acct couldn't ask them. Add one first: acct person set-email.`,
    );
  if (await isOffboarded(db, { email }))
    throw new Failure(
      `${describePerson(person)} was offboarded. Name someone else, or run acct resume first.`,
    );
  const label = fullName(person) || labelOf(person, await findAccountOfPerson(db, person.id));
  return inTransaction(db, async (tx) => {
    await lockRegistry(tx);
    const merge = await findOpenMerge(tx, person.id);
    if (merge?.mergedId === person.id)
      throw new Failure(
        `${describePerson(person)} was merged into person ${merge.keptId}. Name that person.`,
      );
    const at = now();
    const former = await replacePi(tx, { projectId: project.id, personId: person.id, now: at });
    if (!former) throw new Failure(`${label} is the PI of ${project.name} already.`);
    const before = former.map((one) => one.name || (one.email ?? `person ${one.personId}`));
    const change = before.length > 0 ? `from ${before.join(", ")} to ${label}` : `to ${label}`;
    const event = eventBy(by, "pi-changed", `of ${project.name} ${change}`);
    await recordRegistryEvent(tx, { kind: "project", id: project.id }, event, at);
    const told = linkMessages("pi-set", randomUUID(), { project: project.name, person: label, by: by.name }, [
      { name: label, email, user: await findChatUser(tx, person.id) },
      ...(await Promise.all(
        former.map(async (one) => ({
          name: one.name,
          email: one.email,
          user: await findChatUser(tx, one.personId),
        })),
      )),
    ]);
    for (const message of told) await insertNotification(tx, message, at);
    await wakeUndecidedIn(tx, project.name, at);
    for (const claim of await overtakePiClaims(tx, { projectId: project.id })) {
      if (claim.state === "claimed")
        await showClaim(tx, { claimId: claim.id, adminChannels: rules.adminChannels, now: at });
    }
    return before;
  });
}

/** The person's user in the chat, if the link gives rights. */
async function findChatUser(db: Db, personId: number): Promise<string | null> {
  const valid: readonly string[] = VALID_LINK_STATES;
  const link = (await listIdentities(db, personId)).find(
    ({ kind, state }) => kind === "chat" && valid.includes(state),
  );
  return link?.value ?? null;
}
