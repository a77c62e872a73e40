import { isOffboarded, listDeciders, type ProjectDecider } from "../../db/deciders.ts";
import type { NamedPi } from "../../db/projects.ts";
import type { Request } from "../../db/tables/requests.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { findOwners } from "./owners.ts";

type DeciderDeps = Pick<PipelineDeps, "db" | "rules" | "now" | "namespace">;
export type KnownDecider = Omit<ProjectDecider, "isOffboarded" | "personId">;

/**
 * Lists who decides for a project, the person to ask first. The site's setting `projects` comes before the registry, and the
 * registry before the owners whom the group in the namespace names. No one who was offboarded is among them, and never someone whom only the
 * requester has named. Empty if the site doesn't know.
 */
export async function findDeciders(
  name: string,
  { db, rules, now, namespace }: DeciderDeps,
): Promise<readonly KnownDecider[]> {
  const named = rules.projects[name]?.pi;
  const registered = (await listDeciders(db, name, now())).filter((one) => !one.isOffboarded);
  const byAddress = (email: string): KnownDecider => ({ role: "pi", name: email, email, user: null });
  if (named !== undefined && !(await isOffboarded(db, { email: named }))) {
    const known = registered.find(({ email }) => email?.toLowerCase() === named);
    return [known ?? byAddress(named), ...registered.filter((one) => one !== known)];
  }
  if (registered.length > 0) return registered;
  return (await findOwners(name, { db, namespace })).deciders;
}

/** The PI to ask first: preferably one who didn't request it, and a manager only if there's no such PI. Undefined if none is known. */
export async function findKnownPi(
  name: string,
  deps: DeciderDeps,
  requester?: Pick<Request, "email" | "requesterUser">,
): Promise<(NamedPi & { readonly piEmail: string }) | undefined> {
  const reachable = (await findDeciders(name, deps)).filter(({ email }) => email !== null);
  const {
    name: piName,
    email,
    user,
  } = reachable.find((one) => !requester || !isRequester(one, requester)) ?? reachable[0] ?? {};
  if (!email) return undefined;
  return { piName: piName === email ? null : (piName ?? null), piEmail: email, piUser: user ?? null };
}

/** The request as it concerns those who decide: the admin who opened it about someone else is no requester. */
export const withoutOpener = <R extends Pick<Request, "kind" | "email" | "requesterUser">>(request: R): R =>
  REQUEST_KINDS[request.kind].endsAccess ? { ...request, requesterUser: null } : request;

export const isRequester = (
  { email, user }: Pick<KnownDecider, "email" | "user">,
  requester: Pick<Request, "email" | "requesterUser">,
): boolean =>
  email?.toLowerCase() === requester.email.toLowerCase() ||
  (user !== null && user === requester.requesterUser);

/** The PI of a project who was offboarded, if no one else is known to decide for it. */
export async function findLostPi(name: string, deps: DeciderDeps): Promise<ProjectDecider | undefined> {
  if ((await findDeciders(name, deps)).length > 0) return undefined;
  return (await listDeciders(deps.db, name, deps.now())).find(
    ({ role, isOffboarded: gone }) => gone && role === "pi",
  );
}
