import { afterAll, expect, it } from "vitest";
import { correctByLink } from "../../src/handlers/correct-by-link.ts";
import { decideByLink } from "../../src/handlers/decision-by-link.ts";
import { amend } from "../../src/pipeline/amend.ts";
import { signedToken } from "../../src/pipeline/secrets/signed-token.ts";
import { publicOrigin } from "../../src/view/describe-source.ts";
import { later } from "../in-memory/pipeline-deps.ts";
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
  const request = await desk.store({
    ...{ stage: "await-admin", status: "waiting", waitsFor: "admin", project: "botany", requesterUser: null },
    ...{ origin: publicOrigin("1"), piName: PI.name, piEmail: PI.email, piUser: null, approvals: [] },
  });
  const token = linkOf("request", request);
  const page = correctByLink(context);
  const form = await page.inspect(token);
  if (form.kind !== "open") throw new Error(form.kind);
  await move(request, "geology");
  const values = { ...form.values, username: "", reason: "A better reason.", pin: "4711" };
  expect(await page.correct(token, values, form.seen)).toMatchObject({ isOld: true });
  expect((await desk.recordOf(request)).request.project).toBe("geology");
  const again = await page.inspect(token);
  if (again.kind !== "open") throw new Error(again.kind);
  expect(again.values.project).toBe("geology");
  expect(await page.correct(token, { ...values, project: "geology" }, again.seen)).toBeUndefined();
});
