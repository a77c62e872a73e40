import type { Actor } from "../chat/chat.ts";
import type { Account } from "../db/tables/accounts.ts";
import { describeNameRule, entersName } from "../pipeline/checks/project-name.ts";
import type { Rules } from "../pipeline/pipeline-deps.ts";
import type { Field, Form } from "../view/form.ts";
import { PI_ADDRESS } from "./account-form.ts";
import { accountField } from "./own-accounts.ts";

interface ProjectFormOptions {
  readonly actor: Pick<Actor, "entersEmail">;
  /** The name that the person has typed already. */
  readonly text: string;
  readonly rules: Rules;
  /** The name by the site's rule for each account, where the rule makes one. */
  readonly names: readonly (string | undefined)[];
}

/** Builds the form for a new project. It asks for a name unless the site's rule makes one without. */
export function projectForm(accounts: readonly Account[], options: ProjectFormOptions): Form {
  const { actor, rules, names } = options;
  const asksName = entersName(rules) || names.some((name) => name === undefined);
  return {
    action: "request-project",
    title: "Ask for a new project",
    intro: asksName ? [] : [describeNames(accounts, names)],
    submit: "Submit request",
    fields: [
      ...accountField(accounts, ""),
      ...(asksName ? [nameField(options, accounts[0])] : []),
      {
        name: "description",
        label: "Description",
        kind: "text",
        maxLength: 1000,
        hint: "What the project is about. Its members and the admins will see this.",
      },
      {
        name: "pi",
        label: "Principal investigator (PI)",
        kind: "person",
        optional: true,
        hint: "We'll ask them to confirm. Leave blank if you lead the project yourself.",
      },
      ...(actor.entersEmail ? [PI_ADDRESS] : []),
    ],
  };
}

function nameField({ text, rules }: ProjectFormOptions, account: Account | undefined): Field {
  const [typed = ""] = text.trim().split(/\s+/);
  const pattern = account && describeNameRule(rules, account);
  return {
    name: "project",
    label: "Project name",
    kind: "line",
    maxLength: 32,
    ...(typed ? { initial: typed } : {}),
    ...(pattern ? { hint: `The project will be called ${pattern} with this name.` } : {}),
  };
}

function describeNames(accounts: readonly Account[], names: readonly (string | undefined)[]): string {
  if (accounts.length < 2) return `Your project will be called ${names[0]}.`;
  const each = accounts.map(({ username }, at) => `${names[at]} with the account ${username}`);
  return `Your project will be called ${each.join(", or ")}.`;
}
