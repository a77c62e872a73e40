import type { NamedPi } from "../../db/projects.ts";
import type { Request } from "../../db/tables/requests.ts";
import { fullName } from "../../view/full-name.ts";

/** The PI of a new project: the one whom the request names, or the requester. */
export function choosePi(request: Request): NamedPi {
  const { givenName, familyName, email, piName, piEmail, piUser } = request;
  if (piEmail) return { piName, piEmail, piUser };
  return { piName: fullName({ givenName, familyName }), piEmail: email, piUser: provenUser(request) };
}

/** The requester in the chat, if the chat has shown that the request's address is theirs. */
export const provenUser = ({ requesterUser, details }: Request) =>
  details.isUnproven ? null : requesterUser;
