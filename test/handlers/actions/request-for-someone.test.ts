import { afterAll, expect, it } from "vitest";
import { requestAccount } from "../../../src/handlers/actions/request-account.ts";
import { validApprovals } from "../../../src/pipeline/checks/required-approvals.ts";
import { MAX_FOR_OTHERS } from "../../../src/pipeline/create-request.ts";
import { verifyIdentity } from "../../../src/pipeline/stages/verify-identity.ts";
import { anAccount } from "../../in-registry.ts";
import { ada, aPerson, bo } from "../an-interaction.ts";
import { newDesk } from "../desk.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

/** Someone in the chat without an account. */
function someone(name: string) {
  const person = aPerson(name);
  desk.context.chat.people.set(person.user, person);
  return person;
}
const mia = someone("Mia Moe");
const optics = { name: "optics", piName: bo.name, piEmail: bo.email ?? "", piUser: bo.user };
await anAccount(db, "bbirch", { email: bo.email ?? "", chatUser: bo.user, project: optics });
await anAccount(db, "mmoe", { email: mia.email ?? "", chatUser: mia.user, project: { name: "optics" } });
await desk.database.query(
  "update memberships set role = 'manager' where account_id = (select id from accounts where username = 'mmoe')",
);

const values = { givenName: "Some", familyName: "One", project: "optics", reason: "A laser." };
const requestFor = (actor: typeof mia, person: typeof mia, but: Record<string, string> = {}) =>
  desk.act(requestAccount, actor, { text: `@${person.user}`, values: { ...values, ...but } });
const lastFor = async ({ user }: typeof mia) => {
  const [row] = await desk.database.query<{ id: number }>(
    "select id from requests where requester_user = $1 and kind = 'account' order by id desc limit 1",
    [user],
  );
  return row && (await desk.recordOf(row)).request;
};

it("A manager's approval says that it is a manager's; the request names the project's PI, and the approval counts", async () => {
  const pia = someone("Pia Pohl");
  await requestFor(mia, pia);
  const request = await lastFor(pia);
  expect(request).toMatchObject({
    piEmail: bo.email,
    details: { newProject: false, onBehalf: { by: mia.user } },
  });
  const checked = await verifyIdentity.run(
    {
      ...(request as NonNullable<typeof request>),
      details: {
        ...request?.details,
        onBehalf: { by: mia.user, byName: mia.name, confirmedAt: "2028-03-06" },
      },
    },
    desk.context,
  );
  const facts = "facts" in checked ? checked.facts : {};
  expect(validApprovals({ ...(request as NonNullable<typeof request>), ...facts } as never)).toMatchObject([
    { name: "pi", by: mia.user, reason: expect.stringContaining("manager of optics") },
  ]);
  expect(await desk.database.query("select evidence from approvals where actor = $1", [mia.user])).toEqual([
    { evidence: { role: "manager" } },
  ]);
});

it("Someone who isn't an admin can't found a project for someone else, whatever their client sends", async () => {
  const tia = someone("Tia Tal");
  await requestFor(mia, tia, { projectKind: "new" });
  expect((await lastFor(tia))?.details.newProject).toBe(false);
});

it("Whether someone has an account or a request, only admins and those who decide for their project learn", async () => {
  const [kim, lou, nil] = [someone("Kim Kay"), someone("Lou Low"), someone("Nil Nox")];
  const astro = { name: "astro" };
  await anAccount(db, "kkay", { email: kim.email ?? "", chatUser: kim.user, project: astro });
  await desk.store({ requesterUser: lou.user, email: lou.email ?? "", project: "astro", username: null });
  const replies = [];
  for (const person of [kim, lou, nil]) {
    const reply = await requestFor(mia, person);
    replies.push(JSON.stringify(reply).replaceAll(person.name, "them"));
  }
  expect(new Set(replies).size).toBe(1);
  expect(await verifyIdentity.run((await lastFor(kim)) as never, desk.context)).toMatchObject({
    kind: "refuse",
  });
  for (const [actor, person] of [
    [ada, kim],
    [ada, lou],
    [bo, mia],
  ] as const) {
    const reply = await desk.expectNoTrace(() => requestFor(actor, person, { pi: bo.user }));
    expect(JSON.stringify(reply)).toContain("already has");
  }
});

it("Someone who isn't an admin can ask a limited number of people in a day", async () => {
  await desk.database.query(
    `insert into requests (kind, status, stage, stage_since, clock_since, created_at, updated_at, origin, given_name,
       family_name, email, details)
     select 'account', 'withdrawn', 'verify-identity', $1, $1, $1, $1, 'many:' || n, 'A', 'B', 'many' || n || '@example.org',
       jsonb_build_object('onBehalf', jsonb_build_object('by', $2::text))
     from generate_series(1, $3::int) n`,
    [desk.context.now(), bo.user, MAX_FOR_OTHERS],
  );
  const [vic, wes] = [someone("Vic Vaz"), someone("Wes Wyn")];
  await expect(requestFor(bo, vic)).rejects.toThrow(String(MAX_FOR_OTHERS));
  expect(await lastFor(vic)).toBeUndefined();
  await requestFor(ada, wes, { pi: bo.user });
  expect(await lastFor(wes)).toBeDefined();
});
