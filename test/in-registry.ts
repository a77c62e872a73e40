import { aNewRequest } from "../dev/local-stack/a-new-request.ts";
import type { Db } from "../src/db/client.ts";
import { findProject, type NewProject } from "../src/db/projects.ts";
import { insertRegistration, type NewAccount, type Registration } from "../src/db/registry.ts";
import { insertRequest, type NewRequest } from "../src/db/requests.ts";
import type { Request } from "../src/db/tables/requests.ts";
import { seenOn } from "./a-request.ts";
import { START } from "./in-memory/pipeline-deps.ts";

/** A request in the database. Say only what matters to the test. */
export async function storedRequest(
  db: Db,
  but: Partial<NewRequest> = {},
  now: Date = START,
): Promise<Request> {
  const draft = aNewRequest(but);
  const request = await insertRequest(
    db,
    {
      ...draft,
      approvals: seenOn({ ...draft, approvals: draft.approvals ?? [], piEmail: draft.piEmail ?? null }),
    },
    now,
  );
  if (!request) throw new Error("The database refused the request");
  return request;
}

let next = 10_000;

/** An account and its project in the registry, as a request left them that closed before the test. */
export async function anAccount(
  db: Db,
  username: string,
  but: Partial<NewAccount> & { readonly project?: Partial<NewProject> } = {},
): Promise<Registration & { readonly account: { readonly requestId: number; readonly email: string } }> {
  const { project, ...account } = but;
  const email = account.email ?? `${username}@example.org`;
  const request = await storedRequest(db, { stage: "close", email: `request-of-${email}` });
  const name = project?.name ?? "astro";
  const known = await findProject(db, name);
  const registration = await insertRegistration(
    db,
    {
      username,
      uidNumber: next++,
      givenName: "Amy",
      familyName: "Ash",
      email,
      requestId: request.id,
      createdAt: START,
      ...account,
    },
    {
      name,
      gidNumber: known?.gidNumber ?? next++,
      description: "Stars",
      piName: "Bo Birch",
      piEmail: "bo@example.org",
      piUser: "slack:UBO",
      source: "request",
      requestId: request.id,
      createdAt: START,
      ...project,
    },
  );
  if (!registration) throw new Error("The registry refused the account");
  return { ...registration, account: { ...registration.account, requestId: request.id, email } };
}
