import { afterAll, beforeEach, expect, it } from "vitest";
import type { Reply } from "../../../src/chat/interaction.ts";
import type { Request } from "../../../src/db/tables/requests.ts";
import { retryAll } from "../../../src/handlers/actions/retry-all.ts";
import { retryStuck } from "../../../src/handlers/actions/retry-stuck.ts";
import { isStuck } from "../a-stored-request.ts";
import { ada, amy, bo, guest, zed } from "../an-interaction.ts";
import { choicesOf, newDesk } from "../desk.ts";

const desk = await newDesk();
const [system = { name: "none" }] = desk.context.provisioners;
afterAll(() => desk.close());
beforeEach(async () => {
  await desk.database.query("update requests set status = 'closed' where status = 'stuck'");
});

const textOf = (reply: Reply) => (reply.kind === "message" ? JSON.stringify(reply.notice) : reply.kind);
/** Stuck because of the system that these requests name, whatever the sentence says. */
const stuckOn = (name: string | null, problem = "It took too long") =>
  desk.store({ ...isStuck, problem, details: { stuckOn: name === null ? null : [name] } });
const statesOf = (requests: readonly Request[]) =>
  Promise.all(requests.map(async (request) => (await desk.recordOf(request)).state[0]));

it("An admin retries everything that is stuck with one command, which names how many and the first few", async () => {
  const requests: Request[] = [];
  for (let n = 0; n < 7; n++) requests.push(await stuckOn(n % 2 ? system.name : null));
  const reply = textOf(await desk.act(retryStuck, ada, { text: "--stuck" }));
  expect(reply).toMatch(/\b7\b/);
  for (const { id } of requests.slice(0, 5)) expect(reply).toMatch(new RegExp(`\\b${id}\\b`));
  expect(reply).toMatch(/\b2 more\b/);
  expect(await statesOf(requests)).toEqual(Array(7).fill("running"));
  for (const request of requests)
    expect((await desk.recordOf(request)).events).toEqual([`retried by ${ada.user}`]);
});

it("With the name of a system, in any case, only what is stuck because of it is retried", async () => {
  const theirs = [
    await stuckOn(system.name),
    await stuckOn(null, `${system.name} (ldaps://directory) cannot be reached`),
  ];
  const others = [await stuckOn("Elsewhere"), await stuckOn(null)];
  await desk.act(retryStuck, ada, { text: `--stuck ${system.name.toUpperCase()}` });
  expect(await statesOf([...theirs, ...others])).toEqual(["running", "running", "stuck", "stuck"]);
});

it("The button of the message that a system works again does the same", async () => {
  const [its, other] = [await stuckOn(system.name), await stuckOn("Elsewhere")];
  await desk.act(retryStuck, ada, { text: system.name });
  expect(await statesOf([its, other])).toEqual(["running", "stuck"]);
});

it("A system that doesn't exist changes nothing, and the reply lists the systems", async () => {
  const request = await stuckOn(system.name);
  for (const handler of [retryStuck, retryAll]) {
    const text = handler === retryAll ? "all slrum" : "--stuck slrum";
    const reply = textOf(await desk.expectNoTrace(() => desk.act(handler, ada, { text })));
    expect(reply).toContain(system.name);
    expect(reply).toContain("slrum");
  }
  expect(await statesOf([request])).toEqual(["stuck"]);
});

it("If nothing is stuck, the admin reads that, and pressing twice retries once", async () => {
  expect((await desk.act(retryStuck, ada, { text: "--stuck" })).kind).toBe("message");
  const request = await stuckOn(system.name);
  await desk.act(retryStuck, ada, { text: system.name });
  await desk.act(retryStuck, ada, { text: system.name });
  expect((await desk.recordOf(request)).events).toEqual([`retried by ${ada.user}`]);
});

it("The form of /acct retry all can be limited to a system, too", async () => {
  await stuckOn(system.name, "Broken");
  await stuckOn("Elsewhere", "Away");
  const shown = await desk.act(retryAll, ada, { text: `all ${system.name}` });
  expect(choicesOf(shown, "causes")).toHaveLength(1);
});

it("Only admins can retry", async () => {
  await stuckOn(system.name);
  for (const actor of [amy, bo, zed, guest]) {
    const reply = await desk.expectNoTrace(() => desk.act(retryStuck, actor, { text: "--stuck" }));
    expect(reply.kind).toBe("message");
  }
});
