import type { Interaction } from "../../chat/interaction.ts";
import { findFormerOrAccount } from "../../db/accounts.ts";
import { listAccountProjects } from "../../db/projects.ts";
import type { Account } from "../../db/tables/accounts.ts";
import { listProjectsLosingPi } from "../../pipeline/checks/projects-losing-pi.ts";
import { listEndingRequests } from "../../pipeline/end-access.ts";
import { defaultNewOwner } from "../../pipeline/leaving/default-new-owner.ts";
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
import { newOwnerFields, readNewOwner } from "../new-owner-fields.ts";
import { ownAccount } from "../own-account.ts";

const NOT_DONE = "Nothing changed";

/**
 * Lets an admin end a person's access everywhere. The form names what acct knows, and is confirmed with the username, so that pressing
 * Enter removes nothing. The request then counts what the person has in every system, and an admin approves that.
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
    const chosen = await readNewOwner(values, account, context);
    if ("why" in chosen) return invalidFields({ [chosen.field]: chosen.why });
    const input = { origin: deliveryId, by: toEventActor(actor), newOwner: chosen.newOwner };
    const { request } = await openOffboarding(account, input, context);
    return message(
      `Request ${request.id} will offboard ${username}`,
      "acct counts what they have in every system. Then the card in the admin channel asks for approval. Until then, nothing is removed.",
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
async function formFor(account: Account, context: HandlerContext): Promise<Form> {
  const { db, now, provisioners } = context;
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
      `Once that is approved, they are locked out of ${systems || "acct"}: no password, key, or token works anymore, and no new jobs start. acct resume restores their access. Before the approval, acct counts what they have, and what of it moves or ends.`,
      ...(projects ? [`They leave ${projects}.`] : []),
      ...(losing
        ? [`These projects lose their PI: ${losing}. Then admins decide on requests for them.`]
        : []),
      ...(requests ? [`Their open requests end then: ${requests}.`] : []),
    ],
    fields: [
      ...(await newOwnerFields(account, await defaultNewOwner(account, context), context)),
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
