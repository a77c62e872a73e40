import { afterAll, expect, it } from "vitest";
import type { Request } from "../../src/db/tables/requests.ts";
import { decideByLink } from "../../src/handlers/decision-by-link.ts";
import { signedToken } from "../../src/pipeline/secrets/signed-token.ts";
import { DAY, later } from "../in-memory/pipeline-deps.ts";
import { newDesk } from "./desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());
const { context } = desk;
const PI = { piName: "Pia Prof", piEmail: "pia@elsewhere.example", piUser: null };
const denied = {
  ...{ name: "pi", verdict: "denied", by: `email:${PI.piEmail}`, byName: PI.piName, roles: ["pi"] },
  ...{ address: PI.piEmail, pi: PI.piEmail, at: later(0).toISOString(), surface: "web" },
} as unknown as Request["approvals"][number];
const handOver = { kind: "new-pi", project: "botany" } as const;

it.each([
  ["a request that waits for them", { status: "waiting", waitsFor: "pi" }, "open"],
  ["a request that was withdrawn", { status: "withdrawn" }, "withdrawn"],
  ["a hand-over that was withdrawn", { ...handOver, status: "withdrawn" }, "not-handed-over"],
  ["a request that no one decided on in time", { status: "refused" }, "over"],
  ["a hand-over that no one decided on in time", { ...handOver, status: "refused" }, "over"],
  ["a hand-over that was denied", { ...handOver, status: "refused", approvals: [denied] }, "decided"],
  ["a request that is done", { status: "closed", stage: "close" }, "decided"],
] as const satisfies readonly (readonly [string, Partial<Request>, string])[])(
  "The link to decide about %s says what became of it",
  async (_, but, kind) => {
    const request = await desk.store({
      ...{ stage: "await-pi", waitsFor: null, approvals: [], requesterUser: null, ...PI },
      ...but,
    });
    const { id, mark } = request;
    const tokenUntil = (until: Date) =>
      signedToken(context.secretKey, { purpose: "decide", requestId: id, mark, email: PI.piEmail, until });
    expect(await decideByLink(context).inspect(tokenUntil(later(DAY)))).toMatchObject({ kind });
    // Once it has expired, an admin decides only about what is still open.
    const expired = await decideByLink(context).inspect(tokenUntil(later(-DAY)));
    expect(expired).toMatchObject({ kind: kind === "open" ? "expired" : kind });
  },
);
