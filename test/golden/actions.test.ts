import { afterAll, expect, it } from "vitest";
import type { Actor } from "../../src/chat/chat.ts";
import type { Interaction, Reply } from "../../src/chat/interaction.ts";
import { renderForm } from "../../src/chat/slack/render-form.ts";
import { renderHome } from "../../src/chat/slack/render-home.ts";
import { renderNotice } from "../../src/chat/slack/render-notice.ts";
import { saveDelegation } from "../../src/db/delegations.ts";
import type { ActionName } from "../../src/db/names.ts";
import type { Request } from "../../src/db/tables/requests.ts";
import { gitLabClient } from "../../src/gitlab/gitlab-client.ts";
import { UserError } from "../../src/handlers/handler.ts";
import { menu } from "../../src/handlers/menu.ts";
import { anApproval } from "../a-request.ts";
import { blocksAsText } from "../blocks-as-text.ts";
import { aLeaver, forAdmin, forPi, isStuck } from "../handlers/a-stored-request.ts";
import { ada, amy, aPerson, bo, dee, guest, zed } from "../handlers/an-interaction.ts";
import { newDesk } from "../handlers/desk.ts";
import { DAY, later } from "../in-memory/pipeline-deps.ts";
import { anAccount } from "../in-registry.ts";

const desk = await newDesk();
const { db } = desk.database;
afterAll(() => desk.close());

function asText(reply: Reply): string {
  switch (reply.kind) {
    case "form": {
      const { title, submit, blocks } = renderForm(reply.form);
      return `# ${title.text}${submit ? ` [${submit.text}]` : ""}\n${blocksAsText(blocks)}`;
    }
    case "message":
      return blocksAsText(renderNotice(reply.notice).blocks);
    case "home":
      return blocksAsText(renderHome(reply.home).blocks);
    case "invalid":
      return [...Object.entries(reply.errors).map(([field, why]) => `${field}: ${why}`), reply.whole ?? []]
        .flat()
        .join("\n");
    default:
      return `(${reply.kind})`;
  }
}

const pages: string[] = [];

/** Keeps what this person reads after this action. */
async function keep(name: string, action: ActionName, actor: Actor, but: Partial<Interaction> = {}) {
  const handler = menu.find((each) => each.name === action);
  if (!handler) throw new Error(`The menu has no ${action}`);
  const text = await desk.act(handler, actor, but).then(asText, (error: unknown) => {
    if (error instanceof UserError) return error.message;
    throw error;
  });
  // How long a request waits is measured by the database's clock, which is not the clock of this test.
  // A code is new each time.
  const shown = text
    .replace(/the oldest for [^)]*/g, "the oldest for …")
    .replace(/\b\d{3} \d{3}\b/, "123 456");
  pages.push(`== ${name}\n${shown}\n`);
}

const approvedBy = (request: Partial<Request>): Partial<Request> => ({
  ...request,
  approvals: [anApproval({ by: ada.user, byName: ada.name, at: later(0).toISOString() })],
});

it("Every form and reply that the story of the forms leaves out reads as approved", async () => {
  const olga = aPerson("Olga Olden");
  const stranger = aPerson("Sam Stone", { membership: "external" });
  await anAccount(db, "oolden", { chatUser: olga.user });
  await anAccount(db, "zzorn", { email: zed.email ?? "", project: { name: "comets" } });
  const elsa = aPerson("Elsa Else");
  await anAccount(db, "eelse", { email: elsa.email ?? "", chatUser: "slack:UELSE" });

  const stuck = await desk.store(isStuck);
  await desk.store({ ...isStuck, problem: "Slurm does not respond" });
  const undecided = await desk.store(forAdmin);
  const unanswered = await desk.store(approvedBy({ ...forPi, escalatedAt: later(0) }));
  const unreachable = await desk.store(
    approvedBy({
      ...forPi,
      piUser: null,
      details: { piWait: "Waiting for Prof. Bo Birch (not on Slack, emailed) or an admin" },
    }),
  );
  const asked = await desk.store({ ...forPi, delegates: [{ user: dee.user, name: dee.name }] });
  const held = await desk.store({ status: "quarantined", stage: "await-admin" });
  const closing = await desk.store({ status: "waiting", stage: "close", runAt: later(DAY) });
  const closed = await desk.store({ status: "closed", stage: "close", username: "aash" });

  await keep("/acct help", "help", amy);
  await keep("/acct help, for admins", "help", ada);
  await keep("Find…", "filter-requests", ada);
  await keep("Home, after Find…", "filter-requests", ada, { values: { status: "stuck", older: "3" } });
  await keep("/acct request @person", "request-account", ada, { text: `@${zed.user}` });
  await keep("Correct…", "amend", ada, { subject: asked });
  await keep("Change PI…", "change-pi", ada, { subject: asked });
  await keep("Change PI…, without a person", "change-pi", ada, { subject: asked, values: {} });
  await keep("Approve for the PI…, if the PI hasn't replied", "approve-for-pi", ada, { subject: unanswered });
  await keep("Approve for the PI…, if the PI isn't on Slack", "approve-for-pi", ada, {
    subject: unreachable,
  });
  await keep("Give up…", "abandon", ada, { subject: stuck });
  await keep("Retry all…", "retry-all", ada);
  await keep("/acct retry --stuck slrum", "retry-stuck", ada, { text: "--stuck slrum" });
  await keep("/acct gitlab approve-ahead, without GitLab", "approve-ahead", ada);
  Object.assign(desk.context, {
    gitlab: gitLabClient({ url: "https://gitlab.example.org", token: "glpat-1" }),
  });
  await keep("/acct gitlab ahead, with nothing that waits", "list-ahead", ada);
  const ahead = { address: "ann@example.org", reason: "Joins the lab in May" };
  await keep("/acct gitlab approve-ahead", "approve-ahead", ada, { text: "approve-ahead ann@example.org" });
  await keep("/acct gitlab approve-ahead, with mistakes", "approve-ahead", ada, {
    values: { address: "ann", reason: "" },
  });
  await keep("/acct gitlab approve-ahead, for one's own address", "approve-ahead", ada, {
    values: { ...ahead, address: "ada@example.org" },
  });
  await keep("/acct gitlab approve-ahead, approved", "approve-ahead", ada, { values: ahead });
  await keep("/acct gitlab approve-ahead, a second time", "approve-ahead", ada, { values: ahead });
  await keep("/acct gitlab ahead", "list-ahead", ada);
  await keep("/acct gitlab withdraw-ahead", "withdraw-ahead", ada, { text: "withdraw-ahead" });
  await keep("/acct gitlab withdraw-ahead, with an address", "withdraw-ahead", ada, {
    text: "ann@example.org",
  });
  await keep("/acct gitlab withdraw-ahead, a second time", "withdraw-ahead", ada, {
    text: "ann@example.org",
  });
  await keep("/acct join", "request-membership", olga);
  await keep("/acct join comets", "request-membership", olga, { text: "comets" });
  await keep("/acct join, without an account", "request-membership", amy);
  await keep("/acct join, with an account that is linked to someone else", "request-membership", elsa);
  await keep("/acct join, with a name that no project has", "request-membership", olga, { text: "geology" });
  await keep("/acct request, with an account", "request-account", olga);
  await keep("Ask for a new project…", "request-project", olga);
  await keep("Ask for geology as a new project…", "request-project", olga, { text: "geology" });
  await keep("Ask for a new project…, with mistakes", "request-project", olga, {
    values: { project: "Geo Logy", description: "" },
  });
  await keep("/acct quota", "request-quota", olga);
  await keep("/acct quota, with mistakes", "request-quota", olga, {
    values: { project: "astro", cores: "many", until: "2020-01-01", reason: "More" },
  });
  await keep("/acct quota, without a number", "request-quota", olga, {
    values: { project: "astro", reason: "More" },
  });
  await keep("/acct resetpass", "reset-password", olga);
  await keep("/acct resetpass, for an account that isn't linked", "reset-password", zed);
  await keep("/acct resetpass, for an unknown account", "reset-password", ada, { text: "unknown" });
  await saveDelegation(db, {
    piUser: bo.user,
    delegateUser: dee.user,
    delegateName: dee.name,
    until: null,
    createdAt: later(0),
  });
  await keep("Home of a PI with a delegate", "show-home", bo);
  await keep("Home of a delegate", "show-home", dee);
  await keep("Home of someone whose account is linked to someone else", "show-home", elsa);
  await keep("Approve several…, by someone whose account is linked to someone else", "approve-several", elsa);
  await anAccount(db, "gone", { chatUser: "slack:UGONE", project: { name: "comets" } });
  await desk.database.query("update accounts set removed_at = now() where username = 'gone'");
  const gone = aPerson("Gil Gone", { user: "slack:UGONE" });
  await keep("Home of someone who was offboarded", "show-home", gone);
  await keep("/acct request, by someone who was offboarded", "request-account", gone);
  await keep("Delegate…, from Home", "delegate", bo);
  await keep("Home of a person with an account", "show-home", olga);
  await keep("Home of a requester", "show-home", amy);
  await keep("Home of a guest", "show-home", guest);
  await keep("Home of an admin", "show-home", ada);

  await keep("/acct list, of an admin", "list-requests", ada);
  await keep("/acct list, of a requester", "list-requests", amy);
  await keep("/acct list, with a wrong filter", "list-requests", ada, { text: "older:banana" });
  await keep("/acct status, of an admin", "show-status", ada, { text: String(unreachable.id) });
  await keep("/acct status, of a requester", "show-status", amy, { text: String(closing.id) });
  await keep("/acct status, without any request", "show-status", zed);
  await keep("/acct status, of a request that doesn't exist", "show-status", ada, { text: "999" });
  await keep("/acct why, of an admin", "why", ada, { text: "oolden" });
  await keep("/acct why, of a person without a password", "why", olga);
  await keep("/acct why, about a project", "why", olga, { text: "comets" });
  await keep("/acct why, of someone without an account", "why", zed, { text: "comets" });
  await keep("/acct why, of someone whose account isn't linked", "why", elsa);
  await keep("/acct why, about someone else", "why", zed, { text: "oolden astro" });
  await keep("/acct why, of a PI", "why", bo, { text: "oolden" });
  await keep("/acct why, about no one", "why", ada, { text: "xyzzy" });
  await keep("/acct why, of a requester", "why", amy);
  await keep("Why?, of an admin, for a stuck request", "why", ada, { subject: stuck });
  await keep("Assign to me", "claim", ada, { subject: undecided });
  await keep("Release", "release", ada, { subject: held });
  await keep("Retry, of a request that isn't stuck", "retry", ada, { subject: undecided });
  await keep("Retry", "retry", ada, { subject: stuck });
  await keep("Approve, of a closed request", "approve", ada, { subject: closed });
  await keep("Approve, by someone else", "approve", zed, { subject: undecided });
  await keep("Approve, by a guest", "approve", guest, { subject: undecided });
  await keep("Withdraw…, too late", "withdraw", amy, { subject: closed, values: {} });
  await keep("Withdraw…", "withdraw", amy, { subject: undecided, values: {} });
  await keep("/acct request, by an external person", "request-account", stranger);
  await keep("/acct link", "link-account", ada, { text: "oolden @slack:UAMY" });
  await keep("/acct link, to a guest", "link-account", ada, { text: `zzorn @${guest.user}` });
  const claimOf = async () =>
    (await desk.database.query<{ id: string }>("select id from link_claims where proposed_by is not null"))[0]
      ?.id ?? "";
  await keep("/acct link, a second time", "link-account", ada, { text: "oolden @slack:UAMY" });
  await keep("Decline", "decline-link", amy, { text: await claimOf() });
  await keep("Confirm, too late", "confirm-link", amy, { text: await claimOf() });
  await keep("/acct retry, without a number", "retry", ada);
  const lead = aPerson("Lea Lead");
  await anAccount(db, "llead", {
    givenName: "Lea",
    familyName: "Lead",
    chatUser: lead.user,
    project: { name: "optics", piName: lead.name, piEmail: "llead@example.org", piUser: lead.user },
  });
  await keep("/acct offboard", "offboard", ada, { text: "llead" });
  await keep("/acct offboard, without a name", "offboard", ada);
  await keep("/acct offboard, of an unknown account", "offboard", ada, { text: "unknown" });
  await keep("/acct offboard, without the username", "offboard", ada, {
    text: "llead",
    values: { confirm: "yes" },
  });
  await keep("/acct offboard, confirmed", "offboard", ada, { text: "llead", values: { confirm: "llead" } });
  const leaving = await desk.store(aLeaver("llead", { status: "closed", waitsFor: null }));
  await keep("Choose new owner…, of a closed request", "choose-owner", ada, { subject: leaving });
  const unowned = await desk.store(aLeaver("gone"));
  await keep("Choose new owner…", "choose-owner", ada, { subject: unowned });
  await desk.database.query("update accounts set removed_at = now() where username = 'llead'");
  await keep("/acct offboard, of someone who was offboarded before", "offboard", ada, { text: "llead" });

  await expect(pages.join("\n")).toMatchFileSnapshot("actions.txt");
});
