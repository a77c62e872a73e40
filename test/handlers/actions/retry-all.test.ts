import { afterAll, beforeEach, expect, it } from "vitest";
import type { Request } from "../../../src/db/tables/requests.ts";
import { retryAll } from "../../../src/handlers/actions/retry-all.ts";
import { later, START } from "../../in-memory/pipeline-deps.ts";
import { isStuck } from "../a-stored-request.ts";
import { ada, amy, bo, guest, zed } from "../an-interaction.ts";
import { choicesOf, fieldsOf, newDesk } from "../desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());
// Requests that earlier tests left stuck would be counted, too.
beforeEach(async () => {
  await desk.database.query("update requests set status = 'closed' where status = 'stuck'");
  desk.context.setClock(START);
});

const statesOf = (requests: readonly Request[]) =>
  Promise.all(requests.map(async (request) => (await desk.recordOf(request)).state[0]));

it("An admin retries everything that is stuck for one cause, and nothing else", async () => {
  const ldap = [await desk.store(isStuck), await desk.store(isStuck)];
  const slurm = await desk.store({ ...isStuck, problem: "Slurm does not respond" });
  const shown = await desk.press(retryAll, ada);
  expect(fieldsOf(shown)).toEqual(["causes"]);
  const [most = "", ...others] = choicesOf(shown, "causes");
  expect(others).toHaveLength(1);

  expect((await desk.submit(retryAll, ada, { causes: most })).kind).toBe("message");
  expect(await statesOf([...ldap, slurm])).toEqual(["running", "running", "stuck"]);
  for (const request of ldap) {
    expect((await desk.recordOf(request)).events).toEqual([`retried by ${ada.user}`]);
  }
});

it("Several causes can be chosen at once", async () => {
  const requests = [await desk.store(isStuck), await desk.store({ ...isStuck, problem: "Slurm is away" })];
  const causes = choicesOf(await desk.press(retryAll, ada), "causes").join(",");
  await desk.submit(retryAll, ada, { causes });
  expect(await statesOf(requests)).toEqual(["running", "running"]);
});

it("Requests that got stuck after the form was opened aren't retried, because the form didn't count them", async () => {
  const counted = await desk.store(isStuck);
  const [causes = ""] = choicesOf(await desk.press(retryAll, ada), "causes");
  const since = await desk.store({ ...isStuck, updatedAt: later(1000) });
  desk.context.setClock(later(2000));
  await desk.submit(retryAll, ada, { causes });
  expect(await statesOf([counted, since])).toEqual(["running", "stuck"]);
});

it("Submitting the form twice retries once, and choosing nothing retries nothing", async () => {
  await desk.store(isStuck);
  const [causes = ""] = choicesOf(await desk.press(retryAll, ada), "causes");
  await desk.submit(retryAll, ada, { causes });
  for (const values of [{ causes }, {}, { causes: "nonsense" }]) {
    const reply = await desk.expectNoTrace(() => desk.submit(retryAll, ada, values));
    expect(reply.kind).toBe("message");
  }
});

it("The form has no more boxes than the chat can show", async () => {
  const letters = "abcdefghijklm".split("");
  for (const letter of letters) await desk.store({ ...isStuck, problem: `System ${letter} is away` });
  expect(choicesOf(await desk.press(retryAll, ada), "causes")).toHaveLength(desk.context.chat.limits.choices);
});

it("When nothing is stuck, the admin reads that", async () => {
  expect((await desk.press(retryAll, ada)).kind).toBe("message");
});

it("Only admins can retry", async () => {
  await desk.store(isStuck);
  const [causes = ""] = choicesOf(await desk.press(retryAll, ada), "causes");
  for (const actor of [amy, bo, zed, guest]) {
    for (const act of [() => desk.press(retryAll, actor), () => desk.submit(retryAll, actor, { causes })]) {
      expect((await desk.expectNoTrace(act)).kind).toBe("message");
    }
  }
});
