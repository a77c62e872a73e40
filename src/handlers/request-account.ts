import { isWithdrawable } from "../chat/buttons-for.ts";
import type { Call, Reply } from "../chat/call.ts";
import type { Actor } from "../chat/chat.ts";
import type { Form } from "../chat/form.ts";
import type { Line } from "../chat/notice.ts";
import { findOpenAskedBy } from "../db/requests.ts";
import type { Request } from "../db/schema.ts";
import { Failure } from "../failure.ts";
import { readDraft } from "../intake/draft.ts";
import { isBestChosen, objectionToUsername } from "../pipeline/checks/username.ts";
import { openRequest } from "../pipeline/open-request.ts";
import { requestOfDraft } from "../pipeline/request-of-draft.ts";
import { withdraw } from "../pipeline/withdraw.ts";
import { accountForm, WHY_CHOOSE } from "./account-form.ts";
import { alreadyAsked } from "./already-asked.ts";
import { doerOf, type Handler, type Handling, mend, say } from "./handler.ts";
import { type Look, lookOver } from "./look-over.ts";
import { lookAtPi, lookAtProject, lookAtUsername } from "./looks.ts";
import { objectionToPi } from "./new-pi.ts";
import { openedReply } from "./opened-reply.ts";
import { objectionTo } from "./policy.ts";
import { requestOf } from "./request-id.ts";

/** Somebody asks for an account; with the button of an open request of theirs, for something else in its place. */
export const requestAccount: Handler = {
  name: "request-account",
  opensForm: true,
  command: { name: "request", help: "Ask for an account" },
  async run(call, tools) {
    const { actor, values, filling } = call;
    const objection = objectionTo("request", actor);
    if (objection) return say("No request was made", objection);
    const email = actor.email ?? actor.statedEmail;
    if (!email) {
      return say(
        "No request was made",
        "Your chat account has no verified mail address. Add one, then ask again.",
      );
    }
    const instead = call.about && (await requestOf(call, tools.db));
    const notTheirs = instead && objectionTo("answer", actor, instead);
    if (notTheirs) return say("No request was made", notTheirs);
    if (!values) {
      const open = await findOpenAskedBy(tools.db, "account", { user: actor.user, email: actor.email });
      if (open && (open.id !== instead?.id || !isWithdrawable(open))) return alreadyAsked(open, actor, tools);
    }
    if (!values || filling) {
      const username: Look = (value, _, tools) => lookAtUsername(value, tools, instead?.id);
      const looks = { project: lookAtProject, pi: lookAtPi, username };
      const form = accountForm(actor, tools, { values, instead });
      return { kind: "form", form: await lookOver(form, looks, values ?? {}, tools) };
    }
    return submit({ ...call, values }, { email, instead }, tools);
  },
};

async function submit(
  call: Call & { values: NonNullable<Call["values"]> },
  { email, instead }: { readonly email: string; readonly instead: Request | undefined },
  tools: Handling,
): Promise<Reply> {
  const { values, actor } = call;
  const pi = values.pi ? await tools.chat.whois(values.pi) : undefined;
  const objection = pi && objectionToPi(pi);
  if (objection) return mend({ pi: objection });
  const newProject = values.projectKind === "new";
  if (!newProject && !pi) return mend({ pi: "choose who can say that you work in this project" });

  const read = readDraft({
    ...values,
    givenName: values.givenName ?? "",
    familyName: values.familyName ?? "",
    project: values.project ?? "",
    pin: values.pin ?? "",
    email,
    newProject,
    piName: pi?.name,
    piEmail: pi?.email,
  });
  if ("faults" in read) return mend(withLabels(read.faults, accountForm(actor, tools, { values })));
  const { draft, oddities } = read;
  if (!draft.username && isBestChosen(draft, tools.rules.usernames.rule)) {
    return mend({ username: WHY_CHOOSE });
  }
  const taken = draft.username && (await objectionIfKnown(draft.username, tools, instead?.id));
  if (taken) return mend({ username: taken });
  const late = instead && (await takeBack(instead, actor, tools));
  if (late) return say("No request was made", late);

  const source = {
    origin: call.delivery,
    requesterUser: actor.user,
    ...(pi ? { piUser: pi.user } : {}),
    remarks: Object.entries(oddities).map(([field, oddity]) => `${ODD[field] ?? field} ${oddity}.`),
  };
  const opened = await openRequest(
    await requestOfDraft(draft, source, tools.secretKey),
    { by: doerOf(actor), note: "" },
    tools,
  );
  return openedReply(opened);
}

const ODD: Readonly<Record<string, string>> = {
  givenName: "The first name",
  familyName: "The last name",
  piName: "The PI's name",
};

/** Returns why it is too late. One that was taken back a moment ago, by the same form, is none. */
async function takeBack({ id }: Request, actor: Actor, tools: Handling): Promise<Line | undefined> {
  const help = tools.rules.site.helpAddress;
  const why = { by: doerOf(actor), note: "for another request", help };
  const acted = await withdraw(id, why, tools);
  return acted.kind === "refused" && acted.request.status === "withdrawn" ? undefined : acted.objection;
}

/** A directory that is away keeps nobody from asking: verify-identity looks there again. */
async function objectionIfKnown(
  username: string,
  tools: Handling,
  requestId?: number,
): Promise<string | undefined> {
  try {
    return await objectionToUsername(username, tools, requestId);
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
}

/** "PIN must be 4 to 8 digits" */
export function withLabels(
  faults: Readonly<Record<string, string>>,
  { fields }: Pick<Form, "fields">,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(faults).map(([name, fault]) => {
      const label = fields.find((field) => field.name === name)?.label ?? name;
      return [name, `${label} ${fault}`];
    }),
  );
}
