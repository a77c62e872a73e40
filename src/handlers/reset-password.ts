import type { Call, Reply } from "../chat/call.ts";
import { findAccountByEmail, findAccountByUsername } from "../db/registry.ts";
import { findOpenByEmail } from "../db/requests.ts";
import type { Account } from "../db/schema.ts";
import { openRequest } from "../pipeline/open-request.ts";
import { hashPin } from "../pipeline/pin.ts";
import { withdraw } from "../pipeline/withdraw.ts";
import { type Handler, type Handling, say } from "./handler.ts";
import { objectionTo } from "./policy.ts";

const PIN = /^\d{4,8}$/;

export const resetPassword: Handler = {
  name: "reset-password",
  command: {
    name: "resetpass",
    arguments: "[user]",
    help: "A link to choose a new password, by mail; for somebody else: admins only",
  },
  async run(call, tools) {
    const { actor } = call;
    const wanted = call.text.toLowerCase();
    const own = actor.email ? await findAccountByEmail(tools.db, actor.email) : undefined;
    const forOneself = wanted === "" || wanted === own?.username;

    const objection = objectionTo(forOneself ? "reset-own-password" : "reset-others-password", actor);
    if (objection) return say("No link was sent", objection);
    if (tools.passwords.length === 0) return say("No link was sent", "No system here holds passwords.");
    if (!forOneself) {
      const account = await findAccountByUsername(tools.db, wanted);
      return account
        ? open(account, call, null, tools)
        : say("No link was sent", `There is no account ${wanted}.`);
    }
    if (!own) return say("No link was sent", "You have no account here. Ask for one with /acct request.");

    const pin = call.values?.pin?.trim();
    if (pin === undefined) return { kind: "form", form: pinForm(own) };
    if (!PIN.test(pin)) return { kind: "mend", errors: { pin: "must be 4 to 8 digits" } };
    return open(own, call, await hashPin(pin, tools.secretKey), tools);
  },
};

function pinForm({ username, email }: Account) {
  return {
    deed: "reset-password",
    title: "New password",
    intro: [
      `A link to choose a new password for ${username} goes to ${email}. The old password works until then.`,
    ],
    fields: [
      {
        name: "pin",
        label: "PIN",
        kind: "line" as const,
        maxLength: 8,
        hint: "4 to 8 digits of your choice. The page asks for it.",
      },
    ],
    submit: "Send the link",
  };
}

async function open(
  account: Account,
  { actor, delivery }: Call,
  pinHash: string | null,
  tools: Handling,
): Promise<Reply> {
  const { username, givenName, familyName, email, chatUser } = account;
  const by = { id: actor.user, name: actor.name };
  const earlier = await findOpenByEmail(tools.db, "password", email);
  if (earlier) await withdraw(earlier.id, { by, note: "a new link was asked for" }, tools);

  const opened = await openRequest(
    {
      kind: "password",
      origin: delivery,
      givenName,
      familyName,
      email,
      username,
      requesterUser: chatUser,
      pinHash,
    },
    { by, note: `a new password for ${username}` },
    tools,
  );
  if (opened.kind === "known")
    return say("There is a link already", `Request ${opened.request.id} has sent one to ${email}.`);
  return say("A link is on its way", `To ${email}. The old password works until the new one is chosen.`);
}
