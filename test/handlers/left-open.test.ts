import { randomUUID } from "node:crypto";
import { afterAll, expect, it } from "vitest";
import {
  deleteOldFormLinks,
  findFormLink,
  insertFormLink,
  takeFormAttempt,
} from "../../src/db/form-links.ts";
import { correctByLink } from "../../src/handlers/correct-by-link.ts";
import { decideByLink } from "../../src/handlers/decision-by-link.ts";
import { amend } from "../../src/pipeline/amend.ts";
import { FORM_LINK_LIMITS } from "../../src/pipeline/public-form/ask-for-link.ts";
import { signedToken } from "../../src/pipeline/secrets/signed-token.ts";
import { publicOrigin } from "../../src/view/describe-source.ts";
import { DAY, later } from "../in-memory/pipeline-deps.ts";
import { anAccount } from "../in-registry.ts";
import { ada } from "./an-interaction.ts";
import { newDesk } from "./desk.ts";

const desk = await newDesk();
afterAll(() => desk.close());
const { context, database } = desk;
const PI = { name: "Pia Prof", email: "pia@elsewhere.example", user: null };
for (const name of ["botany", "geology"])
  await anAccount(database.db, `in-${name}`, {
    project: { name, piName: PI.name, piEmail: PI.email, piUser: null },
  });

async function aFormLink(): Promise<string> {
  const id = randomUUID();
  const email = `${id}@elsewhere.example`;
  const times = { createdAt: later(0), expiresAt: later(DAY) };
  const link = { id, purpose: "apply", email, network: id, language: "en", ...times } as const;
  await insertFormLink(database.db, link, FORM_LINK_LIMITS, async () => undefined);
  return id;
}
const linkOf = (
  purpose: "decide" | "request",
  { id, mark, email }: { id: number; mark: string; email: string },
) =>
  signedToken(context.secretKey, {
    ...{ purpose, requestId: id, mark, email: purpose === "decide" ? PI.email : email, until: later(1000) },
  });
const move = (request: Awaited<ReturnType<typeof desk.store>>, project: string) =>
  amend(
    request,
    { by: { id: ada.user, name: ada.name }, answers: { project }, denial: () => undefined },
    context,
  );

it("A PI whose page was open while the request was corrected has decided nothing", async () => {
  const request = await desk.store({
    ...{ stage: "await-pi", status: "waiting", waitsFor: "pi", project: "botany", requesterUser: null },
    ...{ piName: PI.name, piEmail: PI.email, piUser: null, approvals: [] },
  });
  const token = linkOf("decide", request);
  const page = decideByLink(context);
  const before = await page.inspect(token);
  if (!("seen" in before)) throw new Error(before.kind);
  await move(request, "geology");
  await database.query(
    "update requests set status = 'waiting', stage = 'await-pi', waits_for = 'pi', required = $2 where id = $1",
    [request.id, JSON.stringify([{ name: "pi", count: 1, from: [{ role: "pi", count: 0 }] }])],
  );
  expect(await page.decide(token, "approved", "", before.seen)).toContain("changed");
  expect((await desk.recordOf(request)).request.approvals).toEqual([]);
  const now = await page.inspect(token);
  if (!("seen" in now)) throw new Error(now.kind);
  expect(await page.decide(token, "denied", "No", now.seen)).toBeUndefined();
});

it("A requester's correction doesn't undo what an admin has corrected while the form was open", async () => {
  const form = await aFormLink();
  const request = await desk.store({
    ...{ stage: "await-admin", status: "waiting", waitsFor: "admin", project: "botany", requesterUser: null },
    ...{ origin: publicOrigin(form), piName: PI.name, piEmail: PI.email, piUser: null, approvals: [] },
  });
  const token = linkOf("request", request);
  const page = correctByLink(context);
  const shown = await page.inspect(token);
  if (shown.kind !== "open") throw new Error(shown.kind);
  await move(request, "geology");
  const values = { ...shown.values, username: "", reason: "A better reason.", pin: "4711" };
  expect(await page.correct(token, values, shown.seen)).toMatchObject({ isOld: true });
  expect((await desk.recordOf(request)).request.project).toBe("geology");
  const again = await page.inspect(token);
  if (again.kind !== "open") throw new Error(again.kind);
  expect(again.values.project).toBe("geology");
  expect(await page.correct(token, { ...values, project: "geology" }, again.seen)).toBeUndefined();
});

it("A request is corrected only so often, and its form is remembered for that until it has ended", async () => {
  const form = await aFormLink();
  const request = await desk.store({
    ...{ stage: "await-admin", status: "waiting", waitsFor: "admin", project: "botany", requesterUser: null },
    ...{ origin: publicOrigin(form), piName: PI.name, piEmail: PI.email, piUser: null, approvals: [] },
  });
  const token = linkOf("request", request);
  const page = correctByLink(context);
  const unused = await aFormLink();
  await deleteOldFormLinks(database.db, later(1000), publicOrigin(""));
  expect(await findFormLink(database.db, unused)).toBeUndefined();
  for (let time = 0; time < 100; time++) await takeFormAttempt(database.db, form, 100);
  expect(await page.correct(token, {})).toHaveProperty("denial");
  await database.query("update requests set status = 'withdrawn', waits_for = null where id = $1", [
    request.id,
  ]);
  await deleteOldFormLinks(database.db, later(1000), publicOrigin(""));
  expect(await findFormLink(database.db, form)).toBeUndefined();
});
