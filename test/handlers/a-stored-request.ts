import type { Db } from "../../src/db/client.ts";
import { type Request, requests } from "../../src/db/tables/requests.ts";
import { aRequest } from "../a-request.ts";
import { START } from "../in-memory/pipeline-deps.ts";
import { amy, bo } from "./an-interaction.ts";

let stored = 0;

/** A request in the database, from Amy for Bo's project, in whatever state the test needs. */
export async function aStoredRequest(db: Db, but: Partial<Request> = {}): Promise<Request> {
  const number = ++stored;
  const {
    id: _,
    mark: __,
    ...draft
  } = aRequest({
    origin: `test:stored-${number}`,
    email: `amy${number}@example.org`,
    username: null,
    requesterUser: amy.user,
    piUser: bo.user,
    runAt: null,
    createdAt: START,
    updatedAt: START,
    stageSince: START,
    clockSince: START,
    ...but,
  });
  const [request] = await db.insert(requests).values(draft).returning();
  if (!request) throw new Error("the request was not written");
  return request;
}

export const forAdmin = { status: "waiting", stage: "await-admin" } as const satisfies Partial<Request>;
export const forPi = { status: "waiting", stage: "await-pi" } as const satisfies Partial<Request>;
export const isStuck = {
  status: "stuck",
  stage: "create-accounts",
  problem: "LDAP does not respond",
} as const satisfies Partial<Request>;
