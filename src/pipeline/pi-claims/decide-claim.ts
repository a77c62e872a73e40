import type { Actor } from "../../chat/chat.ts";
import { makePi } from "../../db/adopted-projects.ts";
import { recordRegistryEvent } from "../../db/apply-change.ts";
import { type Db, inTransaction } from "../../db/client.ts";
import { isOffboarded } from "../../db/deciders.ts";
import { showClaim } from "../../db/digests.ts";
import { isUuid } from "../../db/is-uuid.ts";
import type { PiClaimState } from "../../db/names.ts";
import { insertNotification } from "../../db/notifications.ts";
import { chatIdentity, findPersonBy, lockRegistry, resolvePerson } from "../../db/people.ts";
import { decidePiClaim, findPiClaim, lockPiClaim, overtakePiClaims } from "../../db/pi-claims.ts";
import type { Person } from "../../db/tables/people.ts";
import type { PiClaim } from "../../db/tables/pi-claims.ts";
import { wakeUndecidedIn } from "../../db/waiting-requests.ts";
import { eventBy } from "../engine/changes.ts";
import { linkMessages } from "../links/link-messages.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { claimOwner } from "./claim-owner.ts";

type DecideDeps = Pick<PipelineDeps, "db" | "now" | "rules">;

export type DecidedClaim =
  | { readonly kind: "confirmed" | "rejected"; readonly claim: PiClaim }
  /** There is no such claim, or its person hasn't said yes. */
  | { readonly kind: "unknown" }
  /** It is the admin's own. */
  | { readonly kind: "own" }
  /** Someone decided before, or the project got a PI in another way. */
  | { readonly kind: "late"; readonly claim: PiClaim }
  /** The address belongs to someone else by now, or the person was offboarded. */
  | { readonly kind: "moved" | "offboarded"; readonly claim: PiClaim };

const HAVE_SAID_YES: ReadonlySet<PiClaimState> = new Set(["claimed", "confirmed", "rejected", "overtaken"]);

/**
 * Records an admin's decision on someone's claim to be a project's PI. A confirmation makes the person with the address on the card
 * the PI, unless the project has one by now. The project's history notes it, and both the person and the admin who asked them are told.
 */
export async function decideClaim(
  claimId: string,
  decision: "confirmed" | "rejected",
  actor: Actor,
  deps: DecideDeps,
): Promise<DecidedClaim> {
  const { db } = deps;
  const claim = isUuid(claimId) ? await findPiClaim(db, claimId) : undefined;
  if (!claim || !HAVE_SAID_YES.has(claim.state)) return { kind: "unknown" };
  if (claim.state !== "claimed") return isRepeated(claim, decision, actor) ?? { kind: "late", claim };
  const owner = await claimOwner(db, claim);
  if (await isOwn(claim, owner, actor, db)) return { kind: "own" };
  if (decision === "rejected") return reject(claim, actor, deps);
  if (owner === "moved") return { kind: "moved", claim };
  if (await isOffboarded(db, { email: claim.email })) return { kind: "offboarded", claim };
  return confirm(claim, actor, deps);
}

async function confirm(claim: PiClaim, actor: Actor, { db, now, rules }: DecideDeps): Promise<DecidedClaim> {
  const { id, projectId, project, name, email } = claim;
  const { adminChannels } = rules;
  const at = now();
  const by = { id: actor.user, name: actor.name };
  const result = await inTransaction(db, async (tx) => {
    await lockRegistry(tx);
    if ((await lockPiClaim(tx, id)) !== "claimed") return "late";
    const personId = await resolveClaimant(tx, claim, at);
    if (personId === undefined) return "moved";
    const isPi = await makePi(tx, { projectId, personId, now: at });
    await decidePiClaim(tx, id, isPi ? "confirmed" : "overtaken", { ...by, now: at });
    await showClaim(tx, { claimId: id, adminChannels, now: at });
    if (!isPi) return "late";
    const event = eventBy(by, "pi-changed", `of ${project} to ${name} (${email})`);
    await recordRegistryEvent(tx, { kind: "project", id: projectId }, event, at);
    const others = (await overtakePiClaims(tx, claim)).filter(({ state }) => state === "claimed");
    for (const other of others) await showClaim(tx, { claimId: other.id, adminChannels, now: at });
    const told = linkMessages("pi-set", id, { project, person: name, by: by.name }, [
      ...[claim, ...others].map((one) => ({ name: one.name, email: one.email, user: one.chatUser })),
      ...proposer(claim, actor),
    ]);
    for (const message of told) await insertNotification(tx, message, at);
    await wakeUndecidedIn(tx, project, at);
    return "confirmed";
  });
  return { kind: result, claim: (await findPiClaim(db, id)) ?? claim };
}

async function reject(claim: PiClaim, actor: Actor, { db, now, rules }: DecideDeps): Promise<DecidedClaim> {
  const { id, projectId, project, name, email, chatUser } = claim;
  const at = now();
  const by = { id: actor.user, name: actor.name };
  const isRejected = await inTransaction(db, async (tx) => {
    if (!(await decidePiClaim(tx, id, "rejected", { ...by, now: at }))) return false;
    const event = eventBy(by, "pi-rejected", `${name} (${email}) for ${project}`);
    await recordRegistryEvent(tx, { kind: "project", id: projectId }, event, at);
    await showClaim(tx, { claimId: id, adminChannels: rules.adminChannels, now: at });
    const told = linkMessages("pi-rejected", id, { project, person: name, by: by.name }, [
      { name, email, user: chatUser },
      ...proposer(claim, actor),
    ]);
    for (const message of told) await insertNotification(tx, message, at);
    return true;
  });
  const latest = (await findPiClaim(db, id)) ?? claim;
  return { kind: isRejected ? "rejected" : "late", claim: latest };
}

/** The admin who asked, if they are in the chat and someone else has decided. */
const proposer = ({ proposedBy, proposedByName, chatUser }: PiClaim, { user }: Actor) =>
  proposedBy.split(":")[0] === user.split(":")[0] && proposedBy !== user && proposedBy !== chatUser
    ? [{ name: proposedByName, user: proposedBy }]
    : [];

/** The person with the address. Someone whom only the campus directory knew becomes known. Undefined if the address has moved. */
async function resolveClaimant(tx: Db, claim: PiClaim, now: Date): Promise<number | undefined> {
  const owner = await claimOwner(tx, claim);
  if (owner === "moved") return undefined;
  if (owner !== "new") return owner.id;
  const [, givenName = "", familyName = claim.name] = /^(.*)\s(\S+)$/.exec(claim.name) ?? [];
  const named = { givenName, familyName, email: claim.email };
  return (await resolvePerson(tx, named, { source: "manual", verifiedBy: "directory", now })).id;
}

/** The same press was delivered twice, or the process died before it replied. */
const isRepeated = (claim: PiClaim, decision: "confirmed" | "rejected", { user }: Actor) =>
  claim.state === decision && claim.decidedBy === user ? { kind: decision, claim } : undefined;

/** No one confirms themselves. */
async function isOwn(
  { chatUser, email }: PiClaim,
  owner: Person | "new" | "moved",
  actor: Actor,
  db: Db,
): Promise<boolean> {
  if (actor.user === chatUser || actor.email?.toLowerCase() === email.toLowerCase()) return true;
  const own = await findPersonBy(db, chatIdentity(actor.user));
  return own !== undefined && typeof owner === "object" && own.id === owner.id;
}
