import type { Call, Reply } from "../chat/call.ts";
import { findAccountByEmail, findAccountByUsername } from "../db/registry.ts";
import type { Account } from "../db/schema.ts";
import { PIN } from "../intake/draft.ts";
import { openPasswordRequest } from "../pipeline/open-password-request.ts";
import { hashPin } from "../pipeline/pin.ts";
import { type Handler, type Handling, say } from "./handler.ts";
import { objectionTo } from "./policy.ts";

export const resetPassword: Handler = {
  name: "reset-password",
  command: {
    name: "resetpass",
    arguments: "[user]",
    help: "A link to choose a new password, by mail or here; for somebody else: admins only",
  },
  async run(call, tools) {
    const { actor } = call;
    const wanted = call.text.toLowerCase();
    const own = actor.email ? await findAccountByEmail(tools.db, actor.email) : undefined;
    const forOneself = wanted === "" || wanted === own?.username;

    const objection = objectionTo(forOneself ? "reset-own-password" : "reset-others-password", actor);
    if (objection) return say("No link was sent", objection);
    if (tools.passwords.length === 0) return say("No link was sent", "No system here holds passwords.");
    if (tools.rules.dryRun)
      return say("No link was sent", "This is a dry run, a test: no passwords are set.");
    if (!forOneself) {
      const account = await findAccountByUsername(tools.db, wanted);
      return account
        ? open(account, call, { pinHash: null, askedBy: actor.name }, tools)
        : say("No link was sent", `There is no account ${wanted}.`);
    }
    if (!own) return say("No link was sent", "You have no account here. Ask for one with /acct request.");

    if (call.values === undefined) return { kind: "form", form: resetForm(own) };
    if (call.values.way === "chat") return open(own, call, { pinHash: null, chatUser: actor.user }, tools);
    const pin = call.values.pin?.trim() ?? "";
    if (!PIN.test(pin)) return { kind: "mend", errors: { pin: "must be 4 to 8 digits" } };
    return open(own, call, { pinHash: await hashPin(pin, tools.secretKey) }, tools);
  },
};

function resetForm({ username, email }: Account) {
  return {
    deed: "reset-password",
    title: "New password",
    intro: [`A link to choose a new password for ${username}. The old password works until then.`],
    fields: [
      {
        name: "way",
        label: "Where the link goes",
        kind: "choice" as const,
        choices: [
          { value: "mail", label: `By mail to ${email}; the page asks for a PIN` },
          { value: "chat", label: "To me, here in the chat; no PIN" },
        ],
        initial: "mail",
      },
      {
        name: "pin",
        label: "PIN, for the link by mail",
        kind: "line" as const,
        maxLength: 8,
        optional: true,
        hint: "4 to 8 digits of your choice. The page asks for it.",
      },
    ],
    submit: "Send the link",
  };
}

async function open(
  account: Account,
  { actor, delivery }: Call,
  wish: { readonly pinHash: string | null; readonly chatUser?: string; readonly askedBy?: string },
  tools: Handling,
): Promise<Reply> {
  const { email } = account;
  const by = { id: actor.user, name: actor.name };
  const opened = await openPasswordRequest(account, { ...wish, origin: delivery, by }, tools);
  if (opened.kind === "known")
    return say("There is a link already", `Request ${opened.request.id} has sent one to ${email}.`);
  const where = wish.chatUser ? "In our direct messages" : `To ${email}`;
  return say("A link is on its way", `${where}. The old password works until the new one is chosen.`);
}
