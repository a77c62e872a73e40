import { afterAll, expect, it } from "vitest";
import { findPerson } from "../../src/db/find-person.ts";
import { confirmPi } from "../../src/handlers/actions/confirm-pi.ts";
import { mergePeople } from "../../src/pipeline/merge-people.ts";
import { piToken } from "../../src/pipeline/passwords/password-token.ts";
import { answerByLink, inspectClaim } from "../../src/pipeline/pi-claims/answer-claim.ts";
import { expireUnanswered } from "../../src/pipeline/pi-claims/expire-unanswered.ts";
import { art } from "../handlers/an-interaction.ts";
import { newPiDesk } from "../handlers/pi-desk.ts";
import { inMemoryDirectory } from "../in-memory/in-memory-directory.ts";

const desk = await newPiDesk();
const { context } = desk;
afterAll(() => desk.close());
const DAY_MS = 86_400_000;

const tokenOf = (claim: string) => piToken(context.secretKey, claim);

it("A link shows the question without answering it, works once, and ends with its time", async () => {
  const token = tokenOf(await desk.askAbout("astro", "petra"));
  const open = { kind: "open", project: "astro", email: "petra@example.org" };
  for (const _ of [1, 2]) expect(await inspectClaim(token, context)).toMatchObject(open);
  expect(await inspectClaim("x", context)).toEqual({ kind: "unknown" });
  const before = context.now();
  context.setClock(new Date(before.getTime() + 15 * DAY_MS));
  expect(await answerByLink(token, "claimed", context)).toBe("expired");
  context.setClock(before);
  const answers = await Promise.all([
    answerByLink(token, "claimed", context),
    answerByLink(token, "declined", context),
  ]);
  expect(answers.toSorted()).toEqual(["answered", "used"]);
  expect(await answerByLink(token, "claimed", context)).toBe("used");
  expect(await desk.eventsOf("astro")).toHaveLength(2);
});

it("A question that no one answers expires, and the admins are told once", async () => {
  const claim = await desk.askAbout("quiet", "petra");
  const later = new Date(context.now().getTime() + 15 * DAY_MS);
  for (const _ of [1, 2]) await expireUnanswered(desk.db, later, context.rules);
  expect(await desk.stateOf(claim)).toBe("expired");
  expect(await desk.told("quiet", "pi-unanswered")).toEqual(["pi-unanswered to slack:CADMINS"]);
});

it("Someone whom only the campus directory knows is in the registry once they are the PI, and not before", async () => {
  const directory = inMemoryDirectory();
  directory.addPerson("quinn", { emails: ["quinn@campus.example"], givenName: "Quinn", familyName: "Quill" });
  Object.assign(context, { directory });
  await desk.askAbout("quanta", "quinn@campus.example");
  const known = () => desk.database.query("select source from people where email = 'quinn@campus.example'");
  const [row] = await desk.database.query<{ id: string }>(
    "select id from pi_claims where email like 'quinn@%'",
  );
  const claim = row?.id ?? "";
  await answerByLink(tokenOf(claim), "claimed", context);
  expect(await known()).toEqual([]);
  await desk.type(confirmPi, art, claim);
  expect(await known()).toEqual([{ source: "manual" }]);
  expect(await desk.pisOf("quanta")).toEqual(["quinn@campus.example manual"]);
});

it("An answer still counts after the person was merged with another one of theirs", async () => {
  const token = tokenOf(await desk.askAbout("merged", "petra"));
  const [kept, merged] = [await findPerson(desk.db, "bbirch"), await findPerson(desk.db, "petra")];
  if (!kept || !merged) throw new Error("someone is missing");
  await mergePeople(kept, merged, { id: "x", name: "Ada" }, context);
  expect(await answerByLink(token, "claimed", context)).toBe("answered");
});
