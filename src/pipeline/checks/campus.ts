import { findFormerOrAccountBy } from "../../db/accounts.ts";
import { campusIdentity, chatIdentity, findPersonBy, listIdentities } from "../../db/people.ts";
import type { Details, Request } from "../../db/tables/requests.ts";
import type { Directory, DirectoryAnswer, DirectoryPerson } from "../../directory/directory.ts";
import { Failure } from "../../failure/failure.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";

export type CampusCheck =
  /** A sentence for the requester. */
  | { readonly denial: string }
  | {
      /** True if the directory has this address for someone active, or the site has listed it. */
      readonly vouches: boolean;
      /** True if an admin decides first, because the site leaves people whom the directory doesn't vouch for to them. */
      readonly needsAdmin: boolean;
      readonly details: Details;
    };

/**
 * Looks the requester up in the campus directory. Throws a `Failure` if it can't be known now who they are: the stage is then
 * tried again, and no one is refused or let through.
 */
export async function checkCampus(request: Request, deps: PipelineDeps): Promise<CampusCheck> {
  const { directory, rules } = deps;
  const email = request.email.toLowerCase();
  if (!directory) return { vouches: false, needsAdmin: false, details: {} };
  if (rules.directory?.robots.includes(email)) return { vouches: true, needsAdmin: false, details: {} };
  const help = `contact ${rules.site.helpAddress}`;

  const own = await findOwnEntry(request, directory, deps);
  if (own && !own.emails.includes(email)) {
    return {
      denial: `${capitalize(directory.name)} doesn't have the address ${request.email} for you. Apply again with one that it has, or ${help}.`,
    };
  }
  const person = own ?? known(await directory.findByEmail(email), request.email, directory);
  if (!person) {
    return withoutVoucher(deps, {
      denial: `${request.email} isn't in ${directory.name}. Apply again with your address there, or ${help}.`,
      warning: `${request.email} isn't in ${directory.name}.`,
    });
  }
  const { campusId, active, evidence } = person;
  const account = await findFormerOrAccountBy(deps.db, campusIdentity(campusId));
  if (account && account.requestId !== request.id) {
    return {
      denial: `${request.email} belongs to someone who already has the account ${account.username}. If you can't use it, ${help}.`,
    };
  }
  if (active === "unknown") {
    throw new Failure(
      `${capitalize(directory.name)} doesn't say whether the person with ${request.email} is active: ${evidence}`,
    );
  }
  if (!active) {
    return withoutVoucher(deps, {
      denial: `The entry of ${request.email} in ${directory.name} isn't active. If that's a mistake, ${help}.`,
      warning: `${request.email} isn't active in ${directory.name}: ${evidence}.`,
      campusId,
    });
  }
  return { vouches: true, needsAdmin: false, details: { campusId, campusWarning: null } };
}

/** Someone whom the directory doesn't vouch for is refused, or left to an admin who sees the warning. */
function withoutVoucher(
  { rules }: Pick<PipelineDeps, "rules">,
  found: { readonly denial: string; readonly warning: string; readonly campusId?: string },
): CampusCheck {
  const { denial, warning: campusWarning, campusId } = found;
  if (rules.directory?.required ?? true) return { denial };
  return { vouches: false, needsAdmin: true, details: { campusWarning, ...(campusId ? { campusId } : {}) } };
}

/** The entry of the person in the chat, if acct knows who they are on campus, whatever address they applied with. */
async function findOwnEntry(
  { requesterUser, email }: Request,
  directory: Directory,
  { db }: Pick<PipelineDeps, "db">,
): Promise<DirectoryPerson | undefined> {
  const person = requesterUser ? await findPersonBy(db, chatIdentity(requesterUser)) : undefined;
  const identities = person ? await listIdentities(db, person.id) : [];
  const own = identities.find(({ kind, state }) => kind === "campus" && state === "active");
  return own && known(await directory.findById(own.value), email, directory);
}

function known(found: DirectoryAnswer, email: string, { name }: Directory): DirectoryPerson | undefined {
  switch (found.answer) {
    case "found":
      return found.person;
    case "not-found":
      return undefined;
    case "unknown":
      throw new Failure(`${capitalize(name)} can't say who has ${email}: ${found.why}`);
  }
}

const capitalize = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
