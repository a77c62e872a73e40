import { afterAll, describe, expect, it } from "vitest";
import { recordEvent } from "../../src/db/apply-change.ts";
import type { EventKind } from "../../src/db/names.ts";
import { findRequest } from "../../src/db/requests.ts";
import type { Request } from "../../src/db/tables/requests.ts";
import { approve } from "../../src/handlers/actions/approve.ts";
import { approveForPi } from "../../src/handlers/actions/approve-for-pi.ts";
import { approveSeveral } from "../../src/handlers/actions/approve-several.ts";
import { deny } from "../../src/handlers/actions/deny.ts";
import { reviewQueue } from "../../src/handlers/actions/review-queue.ts";
import { spam } from "../../src/handlers/actions/spam.ts";
import type { Handler } from "../../src/handlers/handler.ts";
import { formatRequestRef, type RequestRef } from "../../src/view/request-ref.ts";
import { forAdmin, forPi } from "./a-stored-request.ts";
import { ada, art, bo } from "./an-interaction.ts";
import { newDesk } from "./desk.ts";

const desk = await newDesk();
const { db } = desk.context;
afterAll(() => desk.close());

/** A request after this has happened to it, and what a message says that was written before. */
async function outdated(
  but: Partial<Request>,
  kind: EventKind = "corrected",
  note = "username ash → aash",
): Promise<RequestRef> {
  const { id, mark, version } = await desk.store(but);
  await recordEvent(db, id, { kind, actor: art.user, actorName: art.name, note }, desk.context.now());
  return { id, mark, version };
}

const approvalsOf = async ({ id }: RequestRef) => (await findRequest(db, id))?.approvals;

describe("on a message from before a correction", () => {
  it.each<[string, Handler, typeof ada, Partial<Request>]>([
    ["Approve", approve, ada, forAdmin],
    ["Spam", spam, ada, forAdmin],
    ["Deny", deny, ada, forAdmin],
    ["Approve, by the PI", approve, bo, forPi],
    ["Deny, by the PI", deny, bo, forPi],
    ["Approve for the PI", approveForPi, ada, { ...forPi, escalatedAt: new Date() }],
  ])("%s decides nothing and says what was corrected", async (_, handler, actor, but) => {
    const subject = await outdated(but);
    for (const values of [undefined, { reason: "No." }]) {
      const reply = await desk.act(handler, actor, { subject, values });
      expect(reply).toMatchObject({ kind: "message", notice: { title: handler.notDone } });
      expect(JSON.stringify(reply)).toContain("ash → aash");
    }
    expect(await findRequest(db, subject.id)).toMatchObject({ status: "waiting", approvals: [] });
  });

  it.each([
    ["the list of admins", reviewQueue, ada, forAdmin, { verdict: "approved" }],
    ["the list of a PI", approveSeveral, bo, forPi, {}],
  ] as const)("%s decides about all other requests", async (_, handler, actor, but, values) => {
    const stale = await outdated(but);
    const current = await desk.store(but);
    const picked0 = [stale, current].map(formatRequestRef).join(",");
    expect(JSON.stringify(await desk.submit(handler, actor, { ...values, picked0 }))).toContain("ash → aash");
    expect(await approvalsOf(stale)).toEqual([]);
    expect(await approvalsOf(current)).toHaveLength(1);
  });

  it.each<EventKind>(["amended", "pi-changed", "owner-chosen"])("%s counts as a correction", async (kind) => {
    const subject = await outdated(forAdmin, kind, "");
    expect(await desk.act(approve, ada, { subject })).toMatchObject({ kind: "message" });
    expect(await approvalsOf(subject)).toEqual([]);
  });

  it("A button of an earlier release, which doesn't say what its message shows, decides nothing about a corrected request", async () => {
    const { id, mark } = await outdated(forAdmin);
    expect(await desk.act(approve, ada, { subject: { id, mark } })).toMatchObject({ kind: "message" });
    const other = await desk.store(forAdmin);
    const before = { id: other.id, mark: other.mark };
    expect(await desk.act(approve, ada, { subject: before })).toEqual({ kind: "none" });
  });
});

it.each<EventKind>(["claimed", "reminded", "asked", "reassigned"])(
  "A message from before the request was %s still decides",
  async (kind) => {
    const subject = await outdated(forAdmin, kind, "");
    expect(await desk.act(approve, ada, { subject })).toEqual({ kind: "none" });
    expect(await approvalsOf(subject)).toHaveLength(1);
  },
);
