import { afterAll, expect, it } from "vitest";
import { approveAhead, listApprovalsAhead } from "../../../src/db/approvals-ahead.ts";
import { gitLabClient } from "../../../src/gitlab/gitlab-client.ts";
import { withdrawAhead } from "../../../src/handlers/actions/withdraw-ahead.ts";
import { START } from "../../in-memory/pipeline-deps.ts";
import { ada, amy, art } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
Object.assign(desk.context, {
  gitlab: gitLabClient({ url: "https://gitlab.example.org", token: "glpat-1" }),
});
const { db } = desk.context;
afterAll(() => desk.close());

const approved = (email: string) =>
  approveAhead(db, { email, by: ada.user, byName: ada.name, reason: "joins", at: START });
const waiting = async () => (await listApprovalsAhead(db)).map(({ email }) => email);

it("Any admin takes an approval back, with the command and with the button", async () => {
  await approved("ann@example.org");
  await approved("bea@example.org");
  await desk.type(withdrawAhead, art, "withdraw-ahead Ann@Example.org");
  expect(await waiting()).toEqual(["bea@example.org"]);
  await desk.type(withdrawAhead, ada, "bea@example.org");
  expect(await waiting()).toEqual([]);
});

it("What doesn't wait, what isn't an address, and what someone else types gets an answer, and nothing changes", async () => {
  await approved("cal@example.org");
  for (const text of ["withdraw-ahead", "withdraw-ahead cal", "withdraw-ahead dot@example.org"])
    expect((await desk.type(withdrawAhead, ada, text)).kind).toBe("message");
  expect((await desk.type(withdrawAhead, amy, "cal@example.org")).kind).toBe("message");
  expect(await waiting()).toEqual(["cal@example.org"]);
});
