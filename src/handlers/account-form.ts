import type { Actor } from "../chat/chat.ts";
import type { Interaction } from "../chat/interaction.ts";
import type { Request } from "../db/schema.ts";
import { isBestChosen } from "../pipeline/checks/username.ts";
import type { Form } from "../view/form.ts";
import type { HandlerContext } from "./handler.ts";

export const WHY_CHOOSE =
  "Please choose one, in Latin letters: what could be made of your name in its own script would be hard to recognize.";

interface AccountFormOptions {
  readonly values?: Interaction["values"];
  readonly instead?: Request | undefined;
}

/** The form for an account; `instead`: in place of this request of theirs. */
export function accountForm(
  { givenName, familyName, email, unverifiedEmail: statedEmail = "" }: Actor,
  { rules }: HandlerContext,
  { values, instead }: AccountFormOptions = {},
): Form {
  const name = {
    givenName: values?.givenName ?? givenName,
    familyName: values?.familyName ?? familyName,
  };
  const mustChoose = isBestChosen(name, rules.usernames.rule);
  return {
    action: "request-account",
    ...(instead ? { request: instead } : {}),
    title: "Ask for an account",
    intro: [
      `At ${rules.site.name}. Mails go to ${email ?? statedEmail}.`,
      ...(instead ? [`This takes the place of your request ${instead.id}, which is withdrawn.`] : []),
    ],
    submit: "Ask",
    fields: [
      { name: "givenName", label: "First name", kind: "line", initial: givenName, maxLength: 64 },
      { name: "familyName", label: "Last name", kind: "line", initial: familyName, maxLength: 64 },
      {
        name: "projectKind",
        label: "Project",
        kind: "choice",
        initial: "join",
        validateOnChange: true,
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
        optional: !mustChoose,
        maxLength: 32,
        hint: mustChoose ? WHY_CHOOSE : "Leave empty to get one made of your name.",
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
