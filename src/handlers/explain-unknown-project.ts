import type { Reply } from "../chat/interaction.ts";
import { findProject } from "../db/projects.ts";
import { Failure } from "../failure/failure.ts";
import { joiningSchema } from "../intake/draft.ts";
import { isNoProject } from "../pipeline/other-groups.ts";
import type { Button } from "../view/button.ts";
import type { HandlerContext } from "./handler.ts";

/** Asks for a new project with this name. */
export const foundNamed = (name: string): Button => ({
  action: "request-project",
  label: `Ask for ${name} as a new project…`,
  mark: name,
});

/**
 * Explains to someone who wants to join a project that there is none with this name, and offers to ask for it as a new one. Undefined
 * if there is one, if the name isn't valid, or if a system can't be asked now: the request itself is checked again.
 */
export async function explainUnknownProject(
  typed: string,
  { db, namespace, rules }: Pick<HandlerContext, "db" | "namespace" | "rules">,
): Promise<Reply | undefined> {
  const { data: name } = joiningSchema.shape.project.safeParse(typed);
  if (name === undefined || (await findProject(db, name)) || isNoProject(name, false, rules))
    return undefined;
  try {
    if (await namespace?.findGroup(name)) return undefined;
  } catch (error) {
    if (error instanceof Failure) return undefined;
    throw error;
  }
  return {
    kind: "message",
    notice: {
      title: `There's no project called ${name}`,
      lines: ["Check the name, or ask for it as a new project."],
      buttons: [foundNamed(name)],
    },
  };
}
