import { afterAll, expect, it } from "vitest";
import type { Actor } from "../../src/chat/chat.ts";
import type { Interaction, Reply } from "../../src/chat/interaction.ts";
import { renderForm } from "../../src/chat/slack/render-form.ts";
import { renderNotice } from "../../src/chat/slack/render-notice.ts";
import { countConflicts, listOpenConflicts, rejectDecision } from "../../src/db/adoption-conflicts.ts";
import type { ActionName } from "../../src/db/names.ts";
import type { PiClaim } from "../../src/db/tables/pi-claims.ts";
import { menu } from "../../src/handlers/menu.ts";
import { buildClaimCard } from "../../src/view/claim-card.ts";
import { buildConflictDigest, MAX_LISTED } from "../../src/view/conflict-digest.ts";
import type { Notice } from "../../src/view/notice.ts";
import { blocksAsText } from "../blocks-as-text.ts";
import { aKeptConflict, conflictNow } from "../handlers/a-kept-conflict.ts";
import { aProjectWithoutPi, claimOf } from "../handlers/a-project-without-pi.ts";
import { ada, amy, art } from "../handlers/an-interaction.ts";
import { newDesk } from "../handlers/desk.ts";
import { later, START } from "../in-memory/pipeline-deps.ts";
import { anAccount } from "../in-registry.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

const noticeAsText = (notice: Notice) => blocksAsText(renderNotice(notice).blocks);
function asText(reply: Reply): string {
  if (reply.kind === "message") return noticeAsText(reply.notice);
  if (reply.kind === "invalid") return Object.entries(reply.errors).join("\n");
  if (reply.kind !== "form") return `(${reply.kind})`;
  const { title, submit, blocks } = renderForm(reply.form);
  return `# ${title.text} [${submit?.text}]\n${blocksAsText(blocks)}`;
}

let pages: string[] = [];
async function keep(name: string, action: ActionName, actor: Actor, but: Partial<Interaction> = {}) {
  const handler = menu.find((each) => each.name === action);
  if (!handler) throw new Error(`The menu has no ${action}`);
  pages.push(`== ${name}\n${asText(await desk.act(handler, actor, but))}\n`);
}
const show = (name: string, notice: Notice) => pages.push(`== ${name}\n${noticeAsText(notice)}\n`);

it("The conflicts of acct adopt read as approved: the message in the channel, each card, and each answer", async () => {
  const digest = async (isLatest = true) =>
    buildConflictDigest({
      counts: await countConflicts(db),
      open: await listOpenConflicts(db, MAX_LISTED),
      isLatest,
    });
  await anAccount(db, "jlind");
  await keep("/acct conflicts, without any", "show-conflicts", ada);
  const maria = await aKeptConflict(db, "mkeller", {
    kind: "shared-address",
    why: "mkeller and jlind have the same address spectra@example.org in LDAP",
    system: "LDAP",
    email: "spectra@example.org",
    mayBe: ["jlind"],
  });
  show("One conflict", await digest());
  await keep("/acct conflicts, with one", "show-conflicts", ada);
  const stray = await aKeptConflict(db, "stray", {
    system: "Slurm",
    kind: "not-in-directory",
    why: "stray is in Slurm, but the directory has no account with this name",
    person: "",
    email: "",
  });
  const astro = await aKeptConflict(db, "astro", {
    subject: "project",
    kind: "shared-number",
    why: "astro in OpenStack has the gid number 5001, which is stars's",
    person: "",
    email: "",
    mayBe: ["stars"],
  });
  const several = await aKeptConflict(db, "amy", {
    why: "amy in OpenStack (amy@elsewhere.example) has the username of one person and the address of another",
    mayBe: ["aash", "amy"],
  });
  for (let n = 1; n <= 9; n++) await aKeptConflict(db, `p${n}`);
  show("Thirteen conflicts", await digest());
  show("An older message", await digest(false));
  await keep("Belongs to jlind", "decide-same", ada, { text: maria.mark });
  await keep("Belongs to jlind, too late", "decide-same", art, { text: maria.mark });
  await keep("/acct conflicts mkeller, once it is decided", "show-conflicts", art, { text: "mkeller" });
  await keep("Decide again", "reopen-conflict", art, { text: maria.mark });
  await keep("/acct conflicts astro", "show-conflicts", ada, { text: "astro" });
  await keep("Name the project…", "decide-named", ada, { text: astro.mark });
  await keep("/acct conflicts amy", "show-conflicts", ada, { text: "amy" });
  await keep("Name the person…", "decide-named", ada, { text: several.mark });
  await keep("Name the person…, without a username", "decide-named", ada, {
    text: several.mark,
    values: { named: "?" },
  });
  await keep("Someone else", "decide-different", ada, { text: stray.mark });
  await keep("Leave out", "decide-skip", ada, { text: astro.mark });
  await keep(
    "Leave out, of one's own account",
    "decide-skip",
    { ...ada, email: several.email },
    {
      text: several.mark,
    },
  );
  await rejectDecision(db, await conflictNow(db, stray), "There's another account called stray");
  await keep("A decision that couldn't be applied", "show-conflicts", ada, { text: "stray" });
  await keep("/acct conflicts, with an unknown name", "show-conflicts", ada, { text: "unknown" });
  await keep("/acct conflicts, by someone else", "show-conflicts", amy);
  await desk.database.query(
    "update adoption_conflicts set decision = 'skip', decided_by = 'x', decided_by_name = 'x', decided_at = now() where name like 'p%' or name = 'amy'",
  );
  await keep("A button of a conflict that is gone", "decide-skip", ada, {
    text: maria.mark.replace(/^./, (first) => (first === "0" ? "1" : "0")),
  });
  await keep("The second to last one", "decide-skip", ada, { text: maria.mark });
  await keep("The last one", "decide-skip", ada, { text: stray.mark });
  show("Everything is decided", await digest());
  await expect(pages.join("\n")).toMatchFileSnapshot("conflicts.txt");
});

it("Asking someone whether they are the PI reads as approved, in every step", async () => {
  pages = [];
  await anAccount(db, "bbirch", {
    email: "bo@example.org",
    chatUser: "slack:UBO",
    project: { name: "comets" },
  });
  await anAccount(db, "petra", { project: { name: "comets" } });
  await aProjectWithoutPi(db, "stars");
  const ask = (name: string, text: string, actor = ada) => keep(name, "ask-pi", actor, { text });
  await ask("/acct ask-pi", "");
  await ask("/acct ask-pi, with an unknown project", "nothing bbirch");
  await ask("/acct ask-pi, for a project with a PI", "comets petra");
  await ask("/acct ask-pi, with an unknown account", "stars unknown");
  await ask("/acct ask-pi, with an unknown address", "stars unknown@example.org");
  await ask("/acct ask-pi, by someone else", "stars petra", amy);
  await ask("/acct ask-pi, by email", "stars petra");
  await ask("/acct ask-pi, in Slack", "stars bbirch");
  await ask("/acct ask-pi, a second time", "stars bbirch");
  const bo = desk.context.chat.people.get("slack:UBO") as Actor;
  const claim = async () => (await claimOf(db, "bo@example.org"))?.id ?? "";
  await keep("No", "decline-pi", bo, { text: await claim() });
  await keep("Yes, too late", "claim-pi", bo, { text: await claim() });
  await ask("/acct ask-pi, again", "stars bbirch");
  await keep("Yes", "claim-pi", bo, { text: await claim() });
  await keep("Confirm, by the person", "confirm-pi", { ...bo, isAdmin: true }, { text: await claim() });
  await keep("Confirm", "confirm-pi", ada, { text: await claim() });
  await keep("Don't confirm, too late", "reject-pi", art, { text: await claim() });
  await keep("Confirm, without a claim", "confirm-pi", art, { text: "1" });
  const card: PiClaim = {
    id: "P1",
    projectId: 1,
    personId: 1,
    project: "astro",
    name: "Petra Pichler",
    email: "petra@example.org",
    chatUser: null,
    tokenHash: Buffer.alloc(32),
    state: "claimed",
    proposedBy: ada.user,
    proposedByName: ada.name,
    createdAt: START,
    expiresAt: later(1),
    answeredAt: START,
    decidedBy: art.user,
    decidedByName: art.name,
    decidedAt: START,
  };
  for (const state of ["claimed", "confirmed", "rejected", "overtaken"] as const)
    show(`The card, ${state}`, buildClaimCard({ ...card, state }));
  await expect(pages.join("\n")).toMatchFileSnapshot("pi-claims.txt");
});
