import { afterAll, expect, it } from "vitest";
import type { Actor } from "../../src/chat/chat.ts";
import type { Interaction } from "../../src/chat/interaction.ts";
import { featuresOf } from "../../src/chat/mattermost/mattermost-features.ts";
import { renderDialog } from "../../src/chat/mattermost/render-dialog.ts";
import { markSuspended } from "../../src/db/accounts.ts";
import type { ActionName } from "../../src/db/names.ts";
import { gitLabClient } from "../../src/gitlab/gitlab-client.ts";
import { inviteMember } from "../../src/handlers/actions/invite-member.ts";
import { menu } from "../../src/handlers/menu.ts";
import type { Form } from "../../src/view/form.ts";
import { anApproval } from "../a-request.ts";
import { anAgreement } from "../agreements/an-agreement.ts";
import { aKeptConflict } from "../handlers/a-kept-conflict.ts";
import { aLeaver, aPendingAccount, forAdmin, forPi, isStuck } from "../handlers/a-stored-request.ts";
import { ada, amy, aPerson, bo, zed } from "../handlers/an-interaction.ts";
import { newDesk } from "../handlers/desk.ts";
import { later } from "../in-memory/pipeline-deps.ts";
import { anAccount } from "../in-registry.ts";

const desk = await newDesk({
  asksSshKey: true,
  agreements: [anAgreement({ title: "Terms of use of all our clusters" })],
});
Object.assign(desk.context, {
  gitlab: gitLabClient({ url: "https://gitlab.example.org", token: "glpat-1" }),
});
const { db } = desk.database;
afterAll(() => desk.close());

/** A form without fields, which is shown as a message. */
const READ_ONLY: readonly ActionName[] = ["details"];
const looks = { timeZone: "UTC", features: featuresOf({ Version: "12.1.0" }) };

/** Opens every form of the product, with all of its fields. */
async function openForms(): Promise<Form[]> {
  const olga = aPerson("Olga Olden");
  await anAccount(db, "oolden", { chatUser: olga.user });
  const named = "a-username-of-thirty-two-letters";
  await anAccount(db, named, { email: "long@example.org" });
  const [person, project] = [
    await aKeptConflict(db, "person"),
    await aKeptConflict(db, "stars", { subject: "project" }),
  ];
  const byAdmin = [anApproval({ by: ada.user, byName: ada.name, at: later(0).toISOString() })];
  const undecided = await desk.store({ ...forAdmin, warnings: ["Odd."] });
  const asked = await desk.store({ ...forPi, approvals: byAdmin });
  const escalated = await desk.store({ ...forPi, approvals: byAdmin, escalatedAt: later(0) });
  const stuck = await desk.store(isStuck);
  const question = { text: "Which software?", by: ada.user, byName: ada.name, at: later(0).toISOString() };
  const suspended = await anAccount(db, "suspended");
  await markSuspended(db, suspended.account.id, later(0));
  const suspension = await desk.store({ kind: "suspension", stage: "suspend-access", status: "closed" });
  const questioned = await desk.store({ ...forAdmin, question });
  const unsigned = await desk.store({ status: "waiting", stage: "sign-agreements", waitsFor: "signature" });
  const requested = await desk.store({
    status: "waiting",
    waitsFor: "confirmation",
    details: { onBehalf: { by: ada.user, byName: ada.name } },
  });
  await desk.act(inviteMember, bo, { text: "astro", values: { person: zed.user } });
  const [invitation] = await desk.database.query<{ id: string }>("select id from invitations");
  const newcomer = aPerson("Nora New", { email: undefined, entersEmail: true });
  const examples: readonly (readonly [ActionName, Actor, Partial<Interaction>?])[] = [
    ["request-account", newcomer],
    ["request-membership", olga],
    ["request-project", olga],
    ["leave-project", olga, { text: "astro" }],
    ["invite-member", bo, { text: "astro" }],
    ["take-back-invitation", bo, { text: "astro" }],
    ["accept-invitation", zed, { text: invitation?.id ?? "" }],
    ["remove-member", bo, { text: "astro" }],
    ["change-role", bo, { text: "astro" }],
    ["set-end-date", bo, { text: "astro" }],
    ["hand-over-project", bo, { text: "astro" }],
    ["request-quota", olga],
    ["reset-password", olga],
    ["filter-requests", ada],
    ["change-pi", ada, { subject: asked }],
    ["amend", ada, { subject: asked }],
    ["approve-for-pi", ada, { subject: escalated }],
    ["abandon", ada, { subject: stuck }],
    ["retry-all", ada],
    ["review-queue", ada],
    ["ask", ada, { subject: undecided }],
    ["deny", ada, { subject: undecided }],
    ["reject-in-gitlab", ada, { subject: await desk.store(aPendingAccount(named)) }],
    ["approve-ahead", ada, { text: "ann@example.org" }],
    ["offboard", ada, { text: named }],
    ["suspend", ada, { text: named }],
    ["resume", ada, { text: suspended.account.username }],
    ["give-reason", ada, { subject: suspension }],
    ["choose-owner", ada, { subject: await desk.store(aLeaver(named)) }],
    ["decide-named", ada, { text: person.mark }],
    ["decide-named", ada, { text: project.mark }],
    ["delegate", bo, { subject: asked }],
    ["reassign", bo, { subject: asked }],
    ["approve-several", bo],
    ["confirm-request", amy, { subject: requested }],
    ["answer", amy, { subject: questioned }],
    ["sign", amy, { subject: unsigned }],
  ];
  const opened = await Promise.all(
    examples.map(async ([name, actor, but]) => {
      const handler = menu.find((each) => each.name === name);
      const reply = handler && (await desk.act(handler, actor, but));
      if (reply?.kind !== "form") throw new Error(`${name} showed ${JSON.stringify(reply)}`);
      return reply.form;
    }),
  );
  const shown = new Set(opened.map(({ action }) => action));
  const all = menu.flatMap((handler) => ("form" in handler ? [handler.name] : []));
  expect(all.filter((name) => !shown.has(name) && !READ_ONLY.includes(name))).toEqual([]);
  return opened;
}

it("No label of any form is cut in Mattermost, and each long one is in its hint as a whole", async () => {
  const wrong = (await openForms()).flatMap((form) => {
    const { elements, introduction_text: intro = "" } = renderDialog(form, { state: "" }, looks);
    return form.fields.flatMap(({ label }, index) => {
      const { display_name: shown = "", help_text: help = "" } = elements[index] ?? {};
      const isWhole = label === shown || `${help}\n${intro}`.includes(label);
      return isWhole && (label === "…" || !shown.includes("…")) ? [] : [{ label, shown, help }];
    });
  });
  expect(wrong).toEqual([]);
});
