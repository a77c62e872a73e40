import { afterAll, describe, expect, it } from "vitest";
import { showStatus } from "../../../src/handlers/actions/show-status.ts";
import { UserError } from "../../../src/handlers/handler.ts";
import { DAY, later } from "../../in-memory/pipeline-deps.ts";
import { forAdmin, forPi, isStuck } from "../a-stored-request.ts";
import { ada, amy, bo, dee, guest, zed } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());

describe("with a number", () => {
  it("An admin reads the state and can act on it", async () => {
    const request = await desk.store(isStuck);
    const reply = await desk.type(showStatus, ada, String(request.id));
    expect(reply).toMatchObject({ kind: "message", notice: { request: { id: request.id } } });
    const buttons = reply.kind === "message" ? reply.notice.buttons : [];
    expect(buttons?.map(({ action }) => action)).toEqual(["retry", "abandon", "details", "why"]);
  });

  it("The requester, the PI and a delegate read the state, but not what it is stuck on", async () => {
    const request = await desk.store({ ...isStuck, delegates: [{ user: dee.user, name: dee.name }] });
    for (const actor of [amy, bo, dee]) {
      const reply = await desk.type(showStatus, actor, `R${request.id}`);
      expect(reply).toMatchObject({ kind: "message", notice: { title: expect.stringContaining("Amy Ash") } });
      const buttons = reply.kind === "message" ? reply.notice.buttons : [];
      expect(buttons?.map(({ action }) => action)).toEqual(actor === amy ? ["why"] : undefined);
      expect(JSON.stringify(reply)).not.toContain(isStuck.problem);
    }
  });

  it("A stranger reads the same as for a number that doesn't exist", async () => {
    const request = await desk.store(forPi);
    for (const actor of [zed, guest]) {
      const reply = await desk.type(showStatus, actor, String(request.id));
      expect(JSON.stringify(reply)).not.toContain("Ash");
    }
    const stranger = await desk.type(showStatus, zed, String(request.id));
    await expect(desk.type(showStatus, zed, "9999")).rejects.toThrow(
      stranger.kind === "message" ? String(stranger.notice.lines[0]).replace(String(request.id), "9999") : "",
    );
  });

  it("Text that isn't a number gets an answer", async () => {
    await expect(desk.type(showStatus, amy, "mine")).rejects.toThrow(UserError);
  });
});

describe("without a number", () => {
  it("People read their own requests, newest first, also those that have ended", async () => {
    const createdAt = later(-DAY);
    const open = await desk.store({ ...forAdmin, requesterUser: zed.user });
    const ended = await desk.store({ requesterUser: zed.user, status: "refused", createdAt });
    const reply = await desk.type(showStatus, zed, "");
    const lines = reply.kind === "message" ? reply.notice.lines : [];
    expect(lines.map((line) => Number.parseInt(String([line].flat()[0]), 10))).toEqual([open.id, ended.id]);
  });

  it("Someone who has requested nothing reads how to begin", async () => {
    const reply = await desk.type(showStatus, guest, "");
    expect(JSON.stringify(reply)).toContain("/acct request");
  });
});
