import type { Actor } from "../chat/chat.ts";
import type { Interaction } from "../chat/interaction.ts";
import type { Request } from "../db/tables/requests.ts";
import { isBestChosen } from "../pipeline/checks/username.ts";
import type { Rules } from "../pipeline/pipeline-deps.ts";
import type { Field, Form } from "../view/form.ts";
import type { HandlerContext } from "./handler.ts";

export const WHY_CHOOSE =
  "Please choose one in Latin letters. A username made from your name in its own script would be hard to recognize.";

/** The fields that only the person can fill in for whom the account is. */
export const OWN_FIELDS: ReadonlySet<string> = new Set([
  "givenName",
  "familyName",
  "username",
  "sshPublicKey",
  "pin",
]);

/** The fields that someone who accepts an invitation doesn't fill in: their answers are known from it. */
export const KNOWN_FROM_INVITATION: ReadonlySet<string> = new Set([
  "projectKind",
  "project",
  "pi",
  "piEmail",
]);

/** Asks for what the chat doesn't show. */
export const PI_ADDRESS = {
  name: "piEmail",
  label: "Email address of the PI",
  kind: "line",
  optional: true,
  maxLength: 254,
  hint: "We'll ask them there, unless we know their address. Leave blank if you chose no PI.",
} as const;

interface AccountFormOptions {
  readonly values?: Interaction["values"];
  readonly replaced?: Request | undefined;
}

/** Builds the form for an account request. `replaced` is the person's own request that the new one replaces. */
export function accountForm(
  { givenName, familyName, email, unverifiedEmail = "", entersEmail = false }: Actor,
  { rules }: Pick<HandlerContext, "rules">,
  { values, replaced }: AccountFormOptions = {},
): Form {
  const name = {
    givenName: values?.givenName ?? givenName,
    familyName: values?.familyName ?? familyName,
  };
  const mustChoose = isBestChosen(name, rules.usernames.rule);
  return {
    action: "request-account",
    ...(replaced ? { request: replaced } : {}),
    title: "Request an account",
    intro: [
      entersEmail
        ? `At ${rules.site.name}.`
        : `At ${rules.site.name}. We'll email you at ${email ?? unverifiedEmail}.`,
      ...(replaced ? [`This replaces your request ${replaced.id}, which will be withdrawn.`] : []),
    ],
    submit: "Submit request",
    fields: [
      { name: "givenName", label: "First name", kind: "line", initial: givenName, maxLength: 64 },
      {
        name: "familyName",
        label: "Last name",
        kind: "line",
        initial: familyName,
        optional: true,
        maxLength: 64,
        hint: "Leave blank if you have only one name.",
      },
      ...(entersEmail
        ? [
            {
              name: "email",
              label: "Your email address",
              kind: "line",
              maxLength: 254,
              hint: "We'll email you a link. Open it to confirm that the address is yours.",
            } as const,
          ]
        : []),
      {
        name: "projectKind",
        label: "Project",
        kind: "choice",
        initial: "join",
        validateOnChange: true,
        choices: [
          { value: "join", label: "Join an existing project" },
          { value: "new", label: "Start a new project" },
        ],
      },
      { name: "project", label: "Project name", kind: "line", maxLength: 32 },
      {
        name: "pi",
        label: "Principal investigator (PI)",
        kind: "person",
        optional: true,
        hint: "We'll ask them to confirm. Leave blank if you're starting your own project.",
      },
      ...(entersEmail ? [PI_ADDRESS] : []),
      ...groupsField(rules),
      { name: "reason", label: "What will you use the account for?", kind: "text", maxLength: 3000 },
      {
        name: "username",
        label: "Username",
        kind: "line",
        optional: !mustChoose,
        maxLength: 32,
        hint: mustChoose ? WHY_CHOOSE : "Leave blank and we'll pick one based on your name.",
      },
      ...(rules.asksSshKey
        ? [
            {
              name: "sshPublicKey",
              label: "Public SSH key",
              kind: "text",
              optional: true,
              maxLength: 1000,
              hint: "One line from a .pub file. Never the private key.",
            } as const,
          ]
        : []),
      {
        name: "pin",
        label: "PIN",
        kind: "line",
        maxLength: 8,
        hint: "Choose 4–8 digits. You'll need them once, to set your password.",
      },
    ],
  };
}

/** Offers the groups that people can ask for besides their project. Empty if the site has none. */
export function groupsField({ otherGroups = [] }: Pick<Rules, "otherGroups">): Field[] {
  if (otherGroups.length === 0) return [];
  return [
    {
      name: "groups",
      label: "Other groups",
      kind: "choices",
      optional: true,
      choices: otherGroups.map(({ name, title }) => ({ value: name, label: title })),
      hint: "Besides the project. Each group has its own decider.",
    },
  ];
}

/** The names in the submitted value of that field. */
export const readGroups = (value: string | undefined): { readonly groups?: string[] } => {
  const groups = (value ?? "").split(",").filter((name) => name !== "");
  return groups.length > 0 ? { groups } : {};
};
