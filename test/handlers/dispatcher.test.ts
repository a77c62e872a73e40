import { afterAll, beforeEach, describe, expect, it, vi } from "vitest";
import { AccessLostError, AwayError, BusyError } from "../../src/chat/chat.ts";
import type { RoutedInteraction } from "../../src/chat/interaction.ts";
import { listViews } from "../../src/db/views.ts";
import { createDispatcher } from "../../src/handlers/dispatcher.ts";
import { openLog } from "../../src/log.ts";
import { forAdmin, forPi } from "./a-stored-request.ts";
import { ada, amy, anInteraction, bo, zed } from "./an-interaction.ts";
import { faultsOf, newDesk } from "./desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());

const log = openLog("silent");
const logged = (["debug", "info", "warn", "error"] as const).map((level) => vi.spyOn(log, level));
const counts = { action: vi.fn() };
const dispatch = createDispatcher(desk.context, log, counts);
/** Its clock throws, so that actions fail in the middle of their work. */
const broken = createDispatcher({ ...desk.context, now: fail }, log, counts);
beforeEach(() => vi.clearAllMocks());

function fail(): never {
  throw new Error("the clock is broken");
}

const logText = () => JSON.stringify(logged.map(({ mock }) => mock.calls));
const pressed = (action: string, actor = ada, but: Partial<RoutedInteraction> = {}): RoutedInteraction => ({
  ...anInteraction(actor, but),
  action,
});
const typed = (command: string, text = "", actor = ada): RoutedInteraction => ({
  ...anInteraction(actor, { text }),
  command,
});

describe("what was pressed or typed", () => {
  it("A button runs its action, and the outcome is counted", async () => {
    const subject = await desk.store(forAdmin);
    expect((await dispatch(pressed("approve", ada, { subject }))).kind).toBe("none");
    expect((await desk.recordOf(subject)).events).toEqual([`approved by ${ada.user}`]);
    expect(counts.action.mock.calls).toEqual([["approve", "none"]]);
  });

  it("A command runs its action by the command's name", async () => {
    const { id } = await desk.store(forAdmin);
    expect((await dispatch(typed("withdraw", String(id), amy))).kind).toBe("message");
    expect((await desk.recordOf({ id })).events).toEqual([`withdrawn by ${amy.user}`]);
    expect(counts.action.mock.calls).toEqual([["withdraw", "message"]]);
  });

  it("A command of two words comes before that of its first word", async () => {
    await dispatch(typed("retry", "ALL"));
    expect(counts.action.mock.calls).toEqual([["retry-all", "message"]]);
  });

  it("More words may follow it, and phones may write its dashes as one", async () => {
    for (const text of ["--stuck", "--stuck LDAP", "\u2014stuck", "\u2013Stuck ldap", "-stuck"])
      await dispatch(typed("retry", text));
    expect(counts.action.mock.calls).toEqual(Array(5).fill(["retry-stuck", "message"]));
  });

  it("An empty command is help", async () => {
    await dispatch(typed(""));
    expect(counts.action.mock.calls).toEqual([["help", "message"]]);
  });

  it("An unknown command is answered, but never logged or counted, because it may be a PIN", async () => {
    for (const interaction of [typed("471147"), pressed("471147")]) {
      expect((await dispatch(interaction)).kind).toBe("message");
    }
    expect(logText()).not.toContain("471147");
    expect(counts.action).not.toHaveBeenCalled();
  });

  it("The text after a command is never logged, because it may be a password", async () => {
    await dispatch(typed("list", "correct horse"));
    expect(logText()).not.toContain("horse");
  });
});

describe("a button of another request or database", () => {
  it("changes nothing, and the person sees the request as it is now", async () => {
    const request = await desk.store(forPi);
    const subject = { id: request.id, mark: "00000000-0000-0000-0000-000000000000" };
    for (const [actor, actions] of [
      [ada, ["ask", "amend", "change-pi", "details"]],
      [bo, ["approve", "deny", "amend", "reassign", "delegate"]],
      [amy, ["withdraw"]],
    ] as const) {
      const reply = await desk.expectNoTrace(() => dispatch(pressed("withdraw", actor, { subject })));
      expect(reply).toMatchObject({ kind: "message", notice: { request: { mark: request.mark } } });
      const buttons = reply.kind === "message" ? reply.notice.buttons : [];
      expect(buttons?.map(({ action }) => action)).toEqual(actions);
    }
  });

  it("tells nothing about that request to someone who may not see it", async () => {
    const { id } = await desk.store(forPi);
    const reply = await desk.expectNoTrace(() =>
      dispatch(pressed("approve", zed, { subject: { id, mark: "" } })),
    );
    expect(reply).not.toHaveProperty("notice.request");
    expect(JSON.stringify(reply)).not.toContain("Ash");
  });

  it("is answered when there is no such request at all", async () => {
    const subject = { id: 9999, mark: "" };
    expect((await dispatch(pressed("approve", ada, { subject }))).kind).toBe("message");
  });
});

describe("when something goes wrong", () => {
  it("A person's mistake is explained, and nothing is logged as an error", async () => {
    expect((await dispatch(typed("status", "mine"))).kind).toBe("message");
    expect(counts.action.mock.calls).toEqual([["show-status", "message"]]);
    expect(log.error).not.toHaveBeenCalled();
  });

  it("A mistake in a form keeps the form open", async () => {
    const reply = await dispatch(pressed("filter-requests", ada, { values: { text: "kind:quota" } }));
    expect(reply).toMatchObject({ kind: "invalid", whole: expect.any(String) });
  });

  it("Too many requests in an hour keep the form open", async () => {
    for (let number = 0; number < 10; number++) {
      await desk.store({ kind: "membership", status: "closed", requesterUser: zed.user });
    }
    const values = {
      givenName: "Zed",
      familyName: "Zorn",
      projectKind: "new",
      project: "zeta",
      pin: "4711",
    };
    const reply = await desk.expectNoTrace(() => dispatch(pressed("request-account", zed, { values })));
    expect(faultsOf(reply)).toEqual(["reason"]);
  });

  it("An internal error undoes everything, and the answer and the log have the same reference", async () => {
    const subject = await desk.store(forAdmin);
    const reply = await desk.expectNoTrace(() => broken(pressed("claim", ada, { subject })));
    const [[fields]] = vi.mocked(log.error).mock.calls as unknown as [[{ reference: string }]];
    expect(reply.kind).toBe("message");
    expect(JSON.stringify(reply)).toContain(fields.reference);
    expect(JSON.stringify(reply)).not.toContain("clock");
    expect(counts.action.mock.calls).toEqual([["claim", "failed"]]);
  });

  it("An internal error keeps a form open, so that nothing that was typed is lost", async () => {
    const subject = await desk.store(forAdmin);
    const values = { question: "Who are you?" };
    const reply = await desk.expectNoTrace(() => broken(pressed("ask", ada, { subject, values })));
    expect(reply).toMatchObject({ kind: "invalid", whole: expect.any(String) });
    expect(logText()).not.toContain(values.question);
  });

  it("An internal error while a form is being filled in is only logged, because the next change tries again", async () => {
    desk.context.chat.isAway = true;
    vi.spyOn(desk.context.namespace, "findGroup").mockRejectedValueOnce(new TypeError("a bug"));
    const values = { project: "nowhere", projectKind: "join" };
    const reply = await dispatch(pressed("request-account", ada, { values, isPreview: true }));
    desk.context.chat.isAway = false;
    expect(reply.kind).toBe("none");
    expect(log.error).toHaveBeenCalledOnce();
  });
});

describe("a card that the chat shows although its posting was never confirmed", () => {
  it("becomes the card of its place when it is pressed", async () => {
    const subject = await desk.store(forAdmin);
    const place = { kind: "channel", id: desk.context.rules.adminChannels[0] ?? "" } as const;
    const card = { message: "posted:1", place };
    await dispatch(pressed("claim", ada, { subject, card }));
    await expect
      .poll(() => listViews(desk.database.db, subject.id))
      .toMatchObject([{ audience: "admin", place: place.id, message: "posted:1" }]);
  });

  it("loses its buttons when another message is that card now", async () => {
    const subject = await desk.store(forAdmin);
    const place = { kind: "channel", id: desk.context.rules.adminChannels[0] ?? "" } as const;
    const notice = { title: "A card", lines: [] };
    const [first, second] = [
      await desk.context.chat.post(place, notice),
      await desk.context.chat.post(place, notice),
    ];
    for (const message of [first, second]) {
      await dispatch(pressed("claim", ada, { subject, card: { message, place } }));
      await expect.poll(() => listViews(desk.database.db, subject.id)).toHaveLength(1);
    }
    await expect.poll(() => desk.context.chat.messages.get(second)?.shown).not.toEqual(notice);
    expect(desk.context.chat.messages.get(second)?.shown).not.toHaveProperty("buttons");
    expect(desk.context.chat.messages.get(first)?.shown).toEqual(notice);
  });
});

describe("while the chat is late", () => {
  it.each([
    ["busy", new BusyError(2000)],
    ["away", new AwayError("no answer")],
    ["closed to acct", new AccessLostError("missing_scope")],
  ])("%s: a form stays open, a command says so, and it is no failure of ours", async (_, error) => {
    const late = createDispatcher(
      { ...desk.context, chat: { ...desk.context.chat, getUser: () => Promise.reject(error) } },
      log,
      counts,
    );
    const subject = await desk.store(forPi);
    const values = { delegate: zed.user, person: zed.user, user: zed.user };
    const reply = await late(pressed("delegate", bo, { subject, values }));
    expect(reply.kind).toBe("invalid");
    expect(log.error).not.toHaveBeenCalled();
  });
});
