import type { Request } from "../db/schema.ts";
import type { Tools } from "./tools.ts";

/** What approval will make, a sentence a change, for the admin card. */
export async function planOf(request: Request, { provisioners }: Tools): Promise<string[]> {
  const person = {
    username: request.username ?? "",
    givenName: request.givenName,
    familyName: request.familyName,
    email: request.email,
  };
  const project = { name: request.project ?? "", description: request.details.projectDescription ?? "" };
  const plans = await Promise.all(
    provisioners.map(async ({ name, plan }) =>
      (await plan(person, project)).map((change) => `${name}: ${change}`),
    ),
  );
  return [`registry: account ${person.username} in project ${project.name}`, ...plans.flat()];
}
