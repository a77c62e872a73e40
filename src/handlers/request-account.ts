import type { Call, Reply } from "../chat/call.ts";
import type { Actor } from "../chat/chat.ts";
import type { Form } from "../chat/form.ts";
import { Failure } from "../failure.ts";
import { readDraft } from "../intake/draft.ts";
import { objectionToUsername } from "../pipeline/checks/username.ts";
import { openRequest } from "../pipeline/open-request.ts";
import { requestOfDraft } from "../pipeline/request-of-draft.ts";
import { doerOf, type Handler, type Handling, mend, say } from "./handler.ts";
import { lookOver } from "./look-over.ts";
import { lookAtPi, lookAtProject, lookAtUsername } from "./looks.ts";
import { objectionToPi } from "./new-pi.ts";
import { openedReply } from "./opened-reply.ts";
import { objectionTo } from "./policy.ts";

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
    if (!values || filling) {
      const looks = { project: lookAtProject, pi: lookAtPi, username: lookAtUsername };
      return { kind: "form", form: await lookOver(formFor(actor, tools), looks, values ?? {}, tools) };
    }
    return submit({ ...call, values }, email, tools);
  },
};

async function submit(
  call: Call & { values: NonNullable<Call["values"]> },
  email: string,
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
  if ("faults" in read) return mend(withLabels(read.faults, formFor(actor, tools)));
  const { draft, oddities } = read;
  const taken = draft.username && (await objectionIfKnown(draft.username, tools));
  if (taken) return mend({ username: taken });

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

/** A directory that is away keeps nobody from asking: verify-identity looks there again. */
async function objectionIfKnown(username: string, tools: Handling): Promise<string | undefined> {
  try {
    return await objectionToUsername(username, tools);
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

function formFor({ givenName, familyName, email, statedEmail = "" }: Actor, { rules }: Handling): Form {
  return {
    deed: "request-account",
    title: "Ask for an account",
    intro: [`At ${rules.site.name}. Mails go to ${email ?? statedEmail}.`],
    submit: "Ask",
    fields: [
      { name: "givenName", label: "First name", kind: "line", initial: givenName, maxLength: 64 },
      { name: "familyName", label: "Last name", kind: "line", initial: familyName, maxLength: 64 },
      {
        name: "projectKind",
        label: "Project",
        kind: "choice",
        initial: "join",
        watched: true,
        choices: [
          { value: "join", label: "I join a project that exists" },
          { value: "new", label: "I start a new one" },
        ],
      },
      { name: "project", label: "Name of the project", kind: "line", maxLength: 32 },
      {
        name: "pi",
        label: "Its principal investigator (PI)",
        kind: "person",
        optional: true,
        hint: "Is asked to confirm. May stay empty for a new project that you lead.",
      },
      { name: "reason", label: "What do you need the account for?", kind: "text", maxLength: 3000 },
      {
        name: "username",
        label: "Username",
        kind: "line",
        optional: true,
        maxLength: 32,
        hint: "Leave empty to get one made of your name.",
      },
      ...(rules.asksSshKey
        ? [
            {
              name: "sshPublicKey",
              label: "Public SSH key",
              kind: "text",
              optional: true,
              maxLength: 1000,
              hint: "One line of a .pub file. Never the private key.",
            } as const,
          ]
        : []),
      {
        name: "pin",
        label: "PIN",
        kind: "line",
        maxLength: 8,
        hint: "4 to 8 digits of your choice. The page where you set your password asks for it.",
      },
    ],
  };
}
