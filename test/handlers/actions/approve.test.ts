import { afterAll, describe, expect, it } from "vitest";
import { approvalsOf } from "../../../dev/local-stack/approvals-of.ts";
import { approve } from "../../../src/handlers/actions/approve.ts";
import { noReply } from "../../../src/handlers/handler.ts";
import { anApproval } from "../../a-request.ts";
import { forAdmin, forPi } from "../a-stored-request.ts";
import { ada, amy, art, bo, dee, guest, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());

describe("the admin's approval", () => {
  it("An admin approves, and the PI is asked next", async () => {
    const request = await desk.store(forAdmin);
    expect(await desk.press(approve, ada, request)).toEqual(noReply);
    expect(await desk.recordOf(request)).toMatchObject({
      state: ["running", "await-pi", null],
      events: [`approved by ${ada.user}`],
      notifications: [],
      request: {
        runAt: desk.context.now(),
        approvals: [
          { name: "admin", verdict: "approved", by: ada.user, email: ada.email, pi: "bo@example.org" },
        ],
      },
    });
  });

  it("No one else can give it, and their press leaves no trace", async () => {
    const request = await desk.store(forAdmin);
    for (const actor of [amy, bo, dee, zed, guest]) {
      const reply = await desk.expectNoTrace(() => desk.press(approve, actor, request));
      expect(reply.kind).toBe("message");
    }
  });

  it("An admin can't approve their own request", async () => {
    const request = await desk.store({ ...forAdmin, requesterUser: ada.user });
    const reply = await desk.expectNoTrace(() => desk.press(approve, ada, request));
    expect(reply.kind).toBe("message");
  });

  it("Approving ends the assignment and an open question", async () => {
    const by = { by: art.user, byName: art.name, at: "2028-03-06T11:00:00Z" };
    const request = await desk.store({ ...forAdmin, assignee: by, question: { ...by, text: "Who?" } });
    await desk.press(approve, ada, request);
    expect((await desk.recordOf(request)).request).toMatchObject({ assignee: null, question: null });
  });
});

describe("the PI's approval", () => {
  it("The PI gives the last approval, and the requester is told", async () => {
    const request = await desk.store(forPi);
    expect(await desk.press(approve, bo, request)).toEqual(noReply);
    expect(await desk.recordOf(request)).toMatchObject({
      state: ["running", "sign-agreements", null],
      events: [`approved by ${bo.user}`],
      notifications: [`approved to ${amy.user}`],
    });
  });

  it("A delegate can approve just like the PI", async () => {
    const request = await desk.store({ ...forPi, delegates: [{ user: dee.user, name: dee.name }] });
    expect(await desk.press(approve, dee, request)).toEqual(noReply);
    expect(await desk.recordOf(request)).toMatchObject({
      state: ["running", "sign-agreements", null],
      events: [`approved by ${dee.user}`],
    });
  });

  it("An admin, the requester and strangers can't approve for the PI", async () => {
    const request = await desk.store(forPi);
    for (const actor of [ada, amy, dee, zed]) {
      const reply = await desk.expectNoTrace(() => desk.press(approve, actor, request));
      expect(reply.kind).toBe("message");
    }
  });
});

describe("a press that comes late", () => {
  it("Pressing twice decides once, and only another admin reads that it was not approved", async () => {
    const request = await desk.store(forAdmin);
    await desk.press(approve, ada, request);
    const titles: string[] = [];
    for (const actor of [ada, art]) {
      const reply = await desk.expectNoTrace(() => desk.press(approve, actor, request));
      titles.push(reply.kind === "message" ? reply.notice.title : reply.kind);
    }
    const [own, late] = titles;
    expect(late).toBe(approve.notDone);
    expect(own).not.toBe(late);
  });

  it("Of two admins who press at the same time, one decides and the other reads who did", async () => {
    const request = await desk.store(forAdmin);
    const replies = await Promise.all([desk.press(approve, ada, request), desk.press(approve, art, request)]);
    expect(replies.map(({ kind }) => kind).toSorted()).toEqual(["message", "none"]);
    const { events, request: now } = await desk.recordOf(request);
    expect(events).toHaveLength(1);
    expect(JSON.stringify(replies)).toContain(now.approvals[0]?.byName);
  });

  it("A request that has ended is not decided again", async () => {
    const request = await desk.store({ status: "withdrawn", stage: "await-admin" });
    const reply = await desk.expectNoTrace(() => desk.press(approve, ada, request));
    expect(reply.kind).toBe("message");
  });
});

it("Where each approval needs a different person, an admin who is also the PI gives only one", async () => {
  const { approvals } = desk.context.rules;
  const strict = await newDesk({ approvals: { ...approvals, distinctPeople: true } }, desk.database);
  const request = await strict.store({
    ...forPi,
    piUser: ada.user,
    approvals: [anApproval({ by: ada.user, byName: ada.name })],
  });
  const reply = await strict.expectNoTrace(() => strict.press(approve, ada, request));
  expect(reply.kind).toBe("message");
});

it("A member of a group of the chat approves for it, and no one does while the chat doesn't say who is in it", async () => {
  const security = [{ name: "Security", from: { group: "security", count: 1 } }];
  const asking = await newDesk(
    { approvals: approvalsOf({ account: security }), groups: { security: ["group:slack:SSEC"] } },
    desk.database,
  );
  const { account } = asking.context.rules.approvals;
  const request = await asking.store({ ...forAdmin, required: account, needsAdmin: false });
  const { groups } = asking.context.chat;
  groups.set("slack:SSEC", [dee.user]);
  const stranger = await asking.expectNoTrace(() => asking.press(approve, zed, request));
  groups.set("slack:SSEC", "refused");
  for (const actor of [dee, zed]) {
    const reply = await asking.expectNoTrace(() => asking.press(approve, actor, request));
    expect(reply.kind).toBe("message");
    // They may be in the group, so they read that it's worth trying again.
    expect(reply).not.toEqual(stranger);
  }
  groups.set("slack:SSEC", [dee.user]);
  await asking.press(approve, dee, request);
  expect((await asking.recordOf(request)).request.approvals).toMatchObject([
    { name: "Security", by: dee.user, roles: ["security"] },
  ]);
});

it("An admin approves for those who decide about a group once they haven't replied, and no sooner", async () => {
  const robots = { name: "group robots", count: 1, from: [{ role: "owners", count: 1 }] };
  const asking = await newDesk(
    {
      groups: { owners: [dee.email ?? ""] },
      otherGroups: [{ name: "robots", title: "Robots", system: "ldap", decider: { group: "owners" } }],
    },
    desk.database,
  );
  const approvals = [anApproval({ by: "slack:UOTHER" })];
  const details = { groups: ["robots"], furtherApprovals: [robots] };
  const [admin] = asking.context.rules.approvals.account;
  const required = [...(admin ? [admin] : []), robots];
  const waiting = await asking.store({ ...forAdmin, approvals, required, details });
  await asking.expectNoTrace(() => asking.press(approve, ada, waiting));
  const groupsEscalatedAt = asking.context.now().toISOString();
  const late = await asking.store({
    ...forAdmin,
    approvals,
    required,
    details: { ...details, groupsEscalatedAt },
  });
  expect(await asking.press(approve, ada, late)).toEqual(noReply);
  expect((await asking.recordOf(late)).request.approvals).toMatchObject([
    { name: "admin" },
    { name: robots.name, by: ada.user, byName: `${ada.name} (for the group)` },
  ]);
});
