import type { Db } from "../../src/db/client.ts";
import { type Request, requests, type TrustReview } from "../../src/db/tables/requests.ts";
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
/** An account in GitLab that waits for an admin. */
export const aPendingAccount = (username: string) =>
  ({
    ...forAdmin,
    kind: "gitlab-account",
    project: null,
    piName: null,
    piEmail: null,
    piUser: null,
    requesterUser: null,
    details: {
      gitlab: { userId: 3, username, isAddressProven: true, createdAt: START.toISOString() },
    },
  }) as const satisfies Partial<Request>;
/** An account that a rule approved and doesn't trust anymore. */
export const aReview = (review: Partial<TrustReview> = {}) =>
  ({
    ...forAdmin,
    kind: "trust-review",
    stage: "review-trust",
    project: null,
    piName: null,
    piEmail: null,
    piUser: null,
    requesterUser: null,
    details: {
      review: {
        ...{ requestId: 1, rule: "staff", approvedAt: START.toISOString() },
        evidence: "uid=ann is in cn=staff (LDAP)",
        found: "uid=ann is not in cn=staff (LDAP)",
        ...review,
      },
    },
  }) as const satisfies Partial<Request>;
/** Someone who leaves with collections that have no one to go to yet. */
export const aLeaver = (username: string, but: Partial<Request> = {}): Partial<Request> => ({
  kind: "offboarding",
  status: "waiting",
  stage: "count-belongings",
  waitsFor: "new-owner",
  username,
  email: `${username}@example.org`,
  project: null,
  piName: null,
  piEmail: null,
  piUser: null,
  requesterUser: null,
  details: {
    leaving: {
      projects: ["astro"],
      counted: [
        {
          system: "Archive",
          belongings: [{ what: "collections", count: 40, fate: "moves" }],
          ownerProblem: "no one is named who takes over what moves",
        },
      ],
    },
  },
  ...but,
});
export const forPi = { status: "waiting", stage: "await-pi" } as const satisfies Partial<Request>;
export const isStuck = {
  status: "stuck",
  stage: "create-accounts",
  problem: "LDAP does not respond",
} as const satisfies Partial<Request>;
