import type { Interaction } from "../../chat/interaction.ts";
import { findFormerOrAccount } from "../../db/accounts.ts";
import { listAccountProjects } from "../../db/projects.ts";
import type { Account } from "../../db/tables/accounts.ts";
import { listProjectsLosingPi } from "../../pipeline/checks/projects-losing-pi.ts";
import { listEndingRequests } from "../../pipeline/end-access.ts";
import { openOffboarding } from "../../pipeline/open-offboarding.ts";
import type { Form } from "../../view/form.ts";
import { fullName } from "../../view/full-name.ts";
import {
  type GeneralHandler,
  type HandlerContext,
  invalidFields,
  message,
  toEventActor,
} from "../handler.ts";
import { ownAccount } from "../own-account.ts";

const NOT_DONE = "Nothing changed";

/**
 * Lets an admin end a person's access everywhere. The form shows what will be removed, and is confirmed with the username, so
 * that pressing Enter removes nothing.
 */
export const offboard: GeneralHandler = {
  name: "offboard",
  right: "offboard",
  notDone: NOT_DONE,
  command: {
    name: "offboard",
    arguments: "<account>",
    help: "Remove a person's access in every system (acct resume restores it)",
  },
  async form(interaction, context) {
    const account = await findAccount(interaction, context);
    return typeof account === "string" ? message(NOT_DONE, account) : formFor(account, context);
  },
  async run({ actor, text, values, deliveryId }, context) {
    const account = await findAccount({ actor, text }, context);
    if (typeof account === "string") return message(NOT_DONE, account);
    const { username } = account;
    if (values.confirm?.trim().toLowerCase() !== username)
      return invalidFields({ confirm: `Type ${username} to confirm.` });
    const input = { origin: deliveryId, by: toEventActor(actor) };
    const { request, projectsWithoutPi } = await openOffboarding(account, input, context);
    return message(
      `Request ${request.id} removes the access of ${username}`,
      "Its card in the admin channel shows what is left until everything has been removed.",
      ...projectsWithoutPi.map(
        (name) => `The project ${name} has no PI now, so an admin decides on requests for it.`,
      ),
    );
  },
};

/** Returns the account, or a sentence that says why it can't be offboarded. */
async function findAccount(
  { actor, text }: Pick<Interaction, "actor" | "text">,
  context: HandlerContext,
): Promise<Account | string> {
  const { db, rules } = context;
  const named = text.trim().toLowerCase();
  if (named === "") return "Please name the account, e.g. /acct offboard amy";
  const account = await findFormerOrAccount(db, named);
  if (!account) return `There's no account called ${named}.`;
  if (account.erasedAt) return `The account ${named} was deleted.`;
  if (rules.dryRun) return "This is a dry run, so no access is removed.";
  const own = await ownAccount(actor, context);
  if (own.account?.id === account.id || own.unlinked?.id === account.id)
    return "This is your own account. Ask another admin to offboard you.";
  return account;
}

/** The form names what acct knows. It asks no system, because it has to open right away. */
async function formFor(account: Account, { db, now, provisioners }: HandlerContext): Promise<Form> {
  const { username, givenName, familyName, email, removedAt } = account;
  const who = `${fullName({ givenName, familyName })}${email === null ? "" : ` (${email})`}`;
  const systems = provisioners.map(({ name }) => name).join(", ");
  const projects = (await listAccountProjects(db, account.id)).map(({ name }) => name).join(", ");
  const requests = (await listEndingRequests(db, account)).map(({ id }) => id).join(", ");
  const losing = (await listProjectsLosingPi(account, db, now())).join(", ");
  return {
    action: "offboard",
    about: username,
    title: "Offboard a person",
    intro: [
      removedAt === null
        ? `${username} belongs to ${who}.`
        : `${username} belonged to ${who} and was offboarded before. Each system is checked again.`,
      `They will be locked out of ${systems || "acct"}: no password, key, or token works anymore, and no new jobs start. Nothing of theirs is deleted, and acct resume restores their access.`,
      ...(projects ? [`They will leave ${projects}.`] : []),
      ...(losing ? [`These projects lose their PI: ${losing}. Admins decide on requests for them.`] : []),
      ...(requests ? [`Their open requests end: ${requests}.`] : []),
    ],
    fields: [
      {
        name: "confirm",
        label: `Type ${username} to confirm`,
        kind: "line",
        maxLength: 64,
      },
    ],
    submit: "Offboard",
  };
}
