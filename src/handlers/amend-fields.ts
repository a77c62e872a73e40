import type { Actor, Chat } from "../chat/chat.ts";
import type { Request } from "../db/tables/requests.ts";
import { answersOf } from "../pipeline/amend-answers.ts";
import { REQUEST_KINDS } from "../pipeline/kinds/kinds.ts";
import type { Rules } from "../pipeline/pipeline-deps.ts";
import type { Field } from "../view/form.ts";
import type { Correctable } from "../view/kinds/kind.ts";
import { KIND_VIEWS } from "../view/kinds/kinds.ts";
import { groupsField } from "./account-form.ts";
import { personFields } from "./actions/change-pi.ts";

/** The form's field that shows what is wrong with an answer. */
export const nameOfField = (field: Correctable): string => (field === "pi" ? "person" : field);

const FOR_ADMINS: ReadonlySet<Correctable> = new Set(["username", "pi"]);

/**
 * Lists what this person can correct. Admins correct everything. The PI doesn't choose usernames or who decides, and moves a request
 * only between projects that exist.
 */
export function correctableBy(
  { isAdmin }: Pick<Actor, "isAdmin">,
  { kind, details }: Pick<Request, "kind" | "details">,
  { otherGroups = [] }: Pick<Rules, "otherGroups">,
): readonly Correctable[] {
  const { foundsProject } = REQUEST_KINDS[kind];
  const hasGroups = otherGroups.length > 0 || (details.groups ?? []).length > 0;
  return KIND_VIEWS[kind].correctable.filter(
    (field) =>
      (isAdmin || !(FOR_ADMINS.has(field) || (foundsProject && field === "project"))) &&
      (field !== "groups" || hasGroups),
  );
}

/** Returns the fields of the form, filled in with what the request says now. */
export function amendFields(
  request: Request,
  correctable: readonly Correctable[],
  { chat, rules }: { readonly chat: Pick<Chat, "name">; readonly rules: Pick<Rules, "otherGroups"> },
): Field[] {
  const { newProject } = answersOf(request);
  const mayStart = REQUEST_KINDS[request.kind].createsAccount && correctable.includes("pi");
  return [
    ...(mayStart
      ? [
          {
            name: "projectKind",
            label: "Project",
            kind: "choice",
            initial: newProject ? "new" : "join",
            validateOnChange: true,
            choices: [
              { value: "join", label: "Join an existing project" },
              { value: "new", label: "Start a new project" },
            ],
          } as const,
        ]
      : []),
    ...correctable.flatMap((field) => fieldsFor(field, request, { chat, rules })),
  ];
}

function fieldsFor(
  field: Correctable,
  request: Request,
  { chat, rules }: { readonly chat: Pick<Chat, "name">; readonly rules: Pick<Rules, "otherGroups"> },
): readonly Field[] {
  const { project, username, pi, groups, endsOn, description } = answersOf(request);
  switch (field) {
    case "project":
      return [{ name: "project", label: "Project name", kind: "line", maxLength: 32, ...initial(project) }];
    case "username":
      return [{ name: "username", label: "Username", kind: "line", maxLength: 32, ...initial(username) }];
    case "pi": {
      const [person, mail] = personFields(chat);
      if (!person || !mail) return [];
      return [
        { ...person, label: "Principal investigator (PI)", ...initial(pi?.user) },
        { ...mail, ...initial(pi?.user ? null : pi?.email) },
      ];
    }
    case "groups":
      return groupsField(rules).map((one) => ({ ...one, ...initial(groups.join(",")) }));
    case "ends":
      return [
        {
          name: "ends",
          label: "Last day in the project",
          kind: "date",
          optional: true,
          hint: "After this day, their membership ends automatically, and they keep their account. Leave blank for no end date.",
          ...initial(endsOn),
        },
      ];
    case "description":
      return [
        {
          name: "description",
          label: "Description",
          kind: "text",
          maxLength: 1000,
          hint: "What the project is about.",
          ...initial(description),
        },
      ];
  }
}

const initial = (text: string | null | undefined) => (text ? { initial: text } : {});
