import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Reply } from "../../../src/chat/interaction.ts";
import { callbackPath } from "../../../src/chat/mattermost/callback-keys.ts";
import { messageRef } from "../../../src/chat/mattermost/mattermost-id.ts";
import type { Field } from "../../../src/view/form.ts";
import { forAdmin } from "../../handlers/a-stored-request.ts";
import { openCallbacks } from "./open-callbacks.ts";

let callbacks: Awaited<ReturnType<typeof openCallbacks>>;
beforeAll(async () => {
  callbacks = await openCallbacks({ triggerMs: 30_000 });
});
afterEach(() => {
  callbacks.gate.open = Promise.resolve();
  callbacks.gate.reply = undefined;
});
afterAll(() => callbacks.close());

/** Holds everything that is handled from now on, until the returned function is called. */
function hold(): () => void {
  const { promise, resolve } = Promise.withResolvers<void>();
  callbacks.gate.open = promise;
  return resolve;
}

const directMessages = (user: string) => callbacks.server.messages(user);
const textsIn = (user: string) => directMessages(user).map(({ message }) => message);

describe("a press", () => {
  test("is answered in the place of the press, without changing the message", async () => {
    const { server, desk, adminChannel } = callbacks;
    const post = await callbacks.postCard(await desk.store(forAdmin));
    const { updateAt } = server.installation.posts.get(post) ?? {};
    const before = server.as("ada").ephemerals(adminChannel).length;
    callbacks.gate.reply = { kind: "message", notice: { title: "Nothing changed", lines: ["It is late."] } };
    await server.as("ada").press(post, "Details");
    const [answer] = server.as("ada").ephemerals(adminChannel).slice(before);
    expect(answer?.message).toContain("It is late.");
    expect(server.installation.posts.get(post)?.updateAt).toBe(updateAt);
  });

  test("that takes long is answered by direct message, and counts once", async () => {
    const { server, desk } = callbacks;
    const request = await desk.store(forAdmin);
    const post = await callbacks.postCard(request);
    const release = hold();
    callbacks.gate.reply = { kind: "message", notice: { title: "Late", lines: ["It is done."] } };
    await server.as("grace").press(post, "Assign to me");
    const before = directMessages("grace").length;
    release();
    await server.until(() => directMessages("grace").length > before, "the late result");
    expect(textsIn("grace").at(-1)).toContain("It is done.");
    expect(directMessages("grace")).toHaveLength(before + 1);
  });

  test("that takes long leaves what a colleague did in the meantime", async () => {
    const { server, desk } = callbacks;
    const request = await desk.store(forAdmin);
    const post = await callbacks.postCard(request);
    const release = hold();
    const slow = server.as("ada").press(post, "Assign to me");
    await expect.poll(() => callbacks.handled.at(-1)?.subject?.id).toBe(request.id);
    callbacks.gate.open = Promise.resolve();
    await server.as("grace").press(post, "Assign to me");
    // The worker shows what Grace did, before Ada's answer arrives.
    const { request: current } = await desk.recordOf(request);
    await callbacks.showCard(post, current);
    const shown = structuredClone(server.installation.posts.get(post)?.props);
    release();
    await slow;
    expect(server.installation.posts.get(post)?.props).toEqual(shown);
  });

  test("whose answer has buttons is answered by direct message", async () => {
    const { server, desk } = callbacks;
    const request = await desk.store(forAdmin);
    const post = await callbacks.postCard(request);
    const before = directMessages("ada").length;
    callbacks.gate.reply = {
      kind: "message",
      notice: {
        title: "Your turn",
        lines: [],
        request,
        buttons: [{ action: "claim", label: "Assign to me" }],
      },
    };
    await server.as("ada").press(post, "Details");
    callbacks.gate.reply = undefined;
    const [message] = directMessages("ada").slice(before);
    await server.as("ada").press(message?.id ?? "", "Assign to me");
    expect((await desk.recordOf(request)).request.assignee).not.toBeNull();
  });

  test("with a question changes nothing until the person has confirmed it, from the web and from a phone", async () => {
    const { server, desk } = callbacks;
    for (const shape of ["web", "phone"] as const) {
      const amy = server.user("amy").id;
      const request = await desk.store({ ...forAdmin, requesterUser: `mattermost:${amy}` });
      const post = await callbacks.postNotice("amy", {
        title: "Your request",
        lines: [],
        request,
        buttons: [
          {
            action: "withdraw",
            label: "Withdraw…",
            confirm: { title: "Withdraw this request?", text: "It will be closed.", yes: "Withdraw" },
          },
        ],
      });
      await desk.expectNoTrace((() => server.as("amy").press(post, "Withdraw…")) as never);
      expect(await server.as("amy").submit({}, shape)).toBe("errors");
      expect((await desk.recordOf(request)).request.status).toBe("waiting");
      expect(await server.as("amy").submit({ confirmed: "yes" }, shape)).toBe("closed");
      await expect.poll(async () => (await desk.recordOf(request)).request.status).toBe("withdrawn");
    }
  });

  test("in a notice that only this person sees is answered in its place, if the reply replaces it", async () => {
    const { server } = callbacks;
    const buttons = [{ action: "keep-email", label: "Keep", mark: "m" }] as const;
    const post = await callbacks.postNotice("ben", { title: "Is this yours?", lines: [], buttons });
    callbacks.gate.reply = {
      kind: "message",
      notice: { title: "Kept", lines: ["It stays."] },
      replaces: true,
    };
    await server.as("ben").press(post, "Keep");
    expect(server.installation.posts.get(post)?.message).toContain("It stays.");
  });

  test("on a card that can't be edited anymore says where the card is now, and settles the old one", async () => {
    const { server, desk, adminChannel, successors } = callbacks;
    const request = await desk.store(forAdmin);
    const [old, current] = [await callbacks.postCard(request), "n".repeat(26)];
    successors.set(messageRef(adminChannel, old), messageRef(adminChannel, current));
    await desk.expectNoTrace((() => server.as("ada").press(old, "Assign to me")) as never);
    expect(server.installation.posts.get(old)?.message).toContain(current);
    await expect(server.as("ada").press(old, "Assign to me")).rejects.toThrow();
  });
});

describe("a dialog", () => {
  test("is submitted with the same result from the web and from a phone", async () => {
    const { server, desk } = callbacks;
    for (const shape of ["web", "phone"] as const) {
      const request = await desk.store(forAdmin);
      await server.as("ada").press(await callbacks.postCard(request), "Deny…");
      expect(await server.as("ada").submit({ reason: "Not our project" }, shape)).toBe("closed");
      const { request: after, notes } = await desk.recordOf(request);
      expect([after.status, notes]).toEqual(["refused", expect.arrayContaining(["Not our project"])]);
    }
  });

  test("stays open with the errors, and can be corrected and sent again", async () => {
    const { server, desk, gate } = callbacks;
    const request = await desk.store(forAdmin);
    await server.as("ada").press(await callbacks.postCard(request), "Deny…");
    gate.reply = { kind: "invalid", errors: { reason: "Say more." }, whole: "Nothing was sent." };
    expect(await server.as("ada").submit({ reason: "No" })).toBe("errors");
    expect(server.as("ada").dialog()).toMatchObject({
      errors: { reason: "Say more." },
      error: "Nothing was sent.",
    });
    gate.reply = undefined;
    expect(await server.as("ada").submit({ reason: "Not our project" })).toBe("closed");
    expect((await desk.recordOf(request)).request.status).toBe("refused");
  });

  test("tells its result by direct message", async () => {
    const { server, desk, gate } = callbacks;
    await server.as("ada").press(await callbacks.postCard(await desk.store(forAdmin)), "Deny…");
    const before = directMessages("ada").length;
    gate.reply = { kind: "message", notice: { title: "Denied", lines: ["The requester was told."] } };
    await server.as("ada").submit({ reason: "No" });
    expect(textsIn("ada").slice(before).join()).toContain("The requester was told.");
  });

  describe("with a field that is checked while someone types", () => {
    const suggestions = ["Biology", "Chemistry", "Biophysics"].map((label) => ({ label, value: label }));
    const field = { name: "project", label: "Project", kind: "line", maxLength: 10, suggestions } as const;
    const showing = (more: Partial<Field> = {}): Reply => ({
      kind: "form",
      form: {
        action: "request-account",
        title: "Account",
        fields: [{ ...field, validateOnChange: true, ...more }],
        submit: "Request",
      },
    });

    test("offers what they type with the result of its check, and what fits of what they may see", async () => {
      const { server, gate, handled } = callbacks;
      gate.reply = showing();
      await server.as("amy").command("/acct request");
      expect(await server.as("amy").lookUp("project", "")).toHaveLength(3);
      gate.reply = showing({ validation: { isValid: false, text: "There's no project called bio @all." } });
      const offered = await server.as("amy").lookUp("project", " bio ", { reason: "Cells" });
      expect(offered.map(({ value }) => value)).toEqual(["bio", "Biology", "Biophysics"]);
      expect(offered[0]?.text).toContain("✗ There's no project called bio");
      expect(offered[0]?.text).not.toContain("@all");
      expect(handled.at(-1)).toMatchObject({ isPreview: true, values: { project: "bio", reason: "Cells" } });
      // What can't be chosen can't be submitted.
      gate.reply = showing({ validation: { isValid: true, text: "astro exists." } });
      expect(await server.as("amy").submit({ project: "astro" })).toBe("changed");
      await server.as("amy").cancel();
    });

    test("offers at most 100 options, and nothing longer than the field", async () => {
      const { server, gate } = callbacks;
      const many = Array.from({ length: 150 }, (_, n) => ({ label: `Project ${n}`, value: `${n}` }));
      gate.reply = showing({ suggestions: many });
      await server.as("amy").command("/acct request");
      expect(await server.as("amy").lookUp("project", "Project")).toHaveLength(100);
      const [typed] = await server.as("amy").lookUp("project", "x".repeat(5000));
      expect(typed).toEqual({ text: "x".repeat(10), value: "x".repeat(10) });
      await server.as("amy").cancel();
    });

    test("tells nothing to anyone else, and submits nothing, wherever the server is made to send it", async () => {
      const { server, gate, deps, refusals } = callbacks;
      gate.reply = showing();
      await server.as("amy").command("/acct request");
      const { state } = server.as("amy").dialog()?.dialog ?? { state: "" };
      await server.as("amy").cancel();
      gate.reply = undefined;
      const send = async (user: string, to: "lookup" | "dialog", type: string) => {
        const response = await fetch(`${deps.callbackUrl}${callbackPath(to, deps.keys)}`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({
            ...{ type, state, user_id: server.user(user).id },
            submission: { query: "Bio", selected_field: "project" },
          }),
        });
        return response.json();
      };
      const before = callbacks.handled.length;
      expect(await send("ben", "lookup", "dialog_lookup")).toEqual({ items: [] });
      expect(refusals().at(-1)).toContain("someone else");
      expect(await send("amy", "lookup", "dialog_submission")).toEqual({ items: [] });
      expect(await send("amy", "dialog", "dialog_lookup")).toMatchObject({ error: expect.any(String) });
      expect(callbacks.handled).toHaveLength(before);
    });
  });

  test("that only asks whether someone means it has nothing to look up, and isn't carried out by asking", async () => {
    const { server, desk, deps } = callbacks;
    const request = await desk.store({ ...forAdmin, warnings: ["No one knows the project."] });
    await server.as("ada").press(await callbacks.postCard(request), "Approve");
    const { state } = server.as("ada").dialog()?.dialog ?? { state: "" };
    const response = await fetch(`${deps.callbackUrl}${callbackPath("lookup", deps.keys)}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        ...{ type: "dialog_lookup", state, user_id: server.user("ada").id },
        submission: { query: "yes", selected_field: "confirmed", confirmed: "yes" },
      }),
    });
    expect(await response.json()).toEqual({ items: [] });
    expect((await desk.recordOf(request)).request.approvals).toEqual([]);
    await server.as("ada").cancel();
  });

  test("shows another page of a form while it is open, where the server can", async () => {
    const { server, gate } = callbacks;
    const form = (title: string) =>
      ({ kind: "form", form: { action: "approve-several", title, fields: [], submit: "OK" } }) as const;
    gate.reply = form("One");
    await server.as("ada").command("/acct review");
    const { url, dialog } = server.as("ada").dialog() ?? { url: "", dialog: { state: "" } };
    gate.reply = form("Two");
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        type: "refresh",
        state: dialog.state,
        user_id: server.user("ada").id,
        submission: {},
      }),
    });
    expect(await response.json()).toMatchObject({ type: "form", form: { title: "Two" } });
    expect(callbacks.handled.at(-1)).toMatchObject({ isPreview: true });
    expect(await server.as("ada").submit({})).toBe("changed");
    gate.reply = { kind: "none" };
    expect(await server.as("ada").submit({})).toBe("closed");
  });
});

describe("a command", () => {
  test("is answered to the person alone, with buttons that count", async () => {
    const { server, desk, adminChannel, gate } = callbacks;
    const request = await desk.store(forAdmin);
    const buttons = [{ action: "claim", label: "Assign to me" }] as const;
    gate.reply = { kind: "message", notice: { title: "One", lines: [], request, buttons } };
    await server.as("ada").command("/acct list", adminChannel);
    gate.reply = undefined;
    const answer = server.as("ada").ephemerals(adminChannel).at(-1);
    await server.as("ada").press(answer?.id ?? "", "Assign to me");
    expect((await desk.recordOf(request)).request.assignee).not.toBeNull();
  });

  test("that takes long is answered later in the same place", async () => {
    const { server, adminChannel, gate } = callbacks;
    const release = hold();
    gate.reply = { kind: "message", notice: { title: "Late", lines: ["It is done."] } };
    await server.as("ada").command("/acct list", adminChannel);
    const before = server.as("ada").ephemerals(adminChannel).length;
    release();
    await server.until(() => server.as("ada").ephemerals(adminChannel).length > before, "the late answer");
    expect(JSON.stringify(server.as("ada").ephemerals(adminChannel).at(-1))).toContain("It is done.");
  });

  test("names a person by ID", async () => {
    const { server, handled, userId } = callbacks;
    await server.as("ada").command("/acct change-pi 7 @curie.", callbacks.adminChannel);
    expect(handled.at(-1)).toMatchObject({ command: "change-pi", text: `7 @${userId("curie")}` });
  });

  test("shows a person's overview in their direct messages, where it is edited in place", async () => {
    const { server } = callbacks;
    await server.as("layla").command("/acct home");
    const [first] = directMessages("layla");
    await callbacks.desk.store({ ...forAdmin, requesterUser: callbacks.userId("layla") });
    await server.as("layla").command("/acct home");
    expect(directMessages("layla").map(({ id }) => id)).toEqual([first?.id]);
    expect(directMessages("layla")[0]?.updateAt).toBeGreaterThan(first?.updateAt ?? 0);
  });

  test("turns the pages of a long overview in place, and stays on a page after a press there", async () => {
    const { server, desk } = callbacks;
    for (let stored = 0; stored < 40; stored++) await desk.store(forAdmin);
    const grace = server.as("grace");
    await grace.command("/acct home");
    const overviews = () => directMessages("grace").filter(({ message }) => message.includes("overview"));
    const [home] = overviews();
    const shown = () => JSON.stringify(overviews()[0]?.props);
    const pageNow = () => /Page (\d+) of (\d+)/.exec(shown())?.slice(1).map(Number);
    const [, pages = 0] = pageNow() ?? [];
    expect(pages).toBeGreaterThan(1);
    expect(shown()).not.toContain("Previous");
    const ids = new Set<string>();
    for (let page = 1; ; page++) {
      await expect.poll(pageNow).toEqual([page, pages]);
      for (const [, id = ""] of shown().matchAll(/(\d+) · Amy Ash/g)) ids.add(id);
      if (page === pages) break;
      await grace.press(home?.id ?? "", "Next");
    }
    expect(ids.size).toBe(20);
    expect(shown()).not.toContain("Next");
    await grace.press(home?.id ?? "", "Previous");
    await expect.poll(pageNow).toEqual([pages - 1, pages]);
    const answers = grace.ephemerals(home?.channelId).map(({ message }) => message);
    // Only the command is answered with a link. Whoever turns a page has it in front of them.
    expect(answers.filter((text) => text.includes("Open your overview"))).toHaveLength(1);
    await grace.press(home?.id ?? "", "Assign to me");
    await expect.poll(shown).toContain("Unassign");
    expect(pageNow()?.[0]).toBe(pages - 1);
    expect(overviews().map(({ id }) => id)).toEqual([home?.id]);
  });

  test("for which acct can't open a form says so", async () => {
    const { server, gate, adminChannel } = callbacks;
    gate.reply = { kind: "form", form: { action: "request-account", title: "Account", fields: [] } };
    server.faults.errors = { "POST /actions/dialogs/open": { status: 400, id: "expired" } };
    const before = server.as("ada").ephemerals(adminChannel).length;
    await server.as("ada").command("/acct request", adminChannel);
    server.faults.errors = {};
    expect(server.as("ada").ephemerals(adminChannel).length).toBe(before + 1);
  });
});
