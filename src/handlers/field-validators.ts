import { findProject } from "../db/projects.ts";
import { draftSchema } from "../intake/draft.ts";
import { findKnownPi } from "../pipeline/checks/deciders.ts";
import { explainBadUsername } from "../pipeline/checks/username.ts";
import { isNoProject } from "../pipeline/other-groups.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import { denyPi, findPiAddress } from "./resolve-pi.ts";
import { type FieldValidation, type FieldValidator, invalid, valid } from "./validate-fields.ts";

/** Checks whether a username is valid and available. */
export const validateUsername = async (
  value: string,
  context: PipelineDeps,
  /** The request that may already have reserved this username. */
  requestId?: number,
): Promise<FieldValidation> => {
  const read = draftSchema.shape.username.safeParse(value);
  if (!read.success) return invalid(`A username ${read.error.issues[0]?.message}.`);
  const denial = await explainBadUsername(read.data ?? "", context, requestId);
  return denial ? invalid(denial) : valid(`${read.data} is available.`);
};

/** Checks whether a project exists or, for a new project, whether its name is available. */
export const validateProject: FieldValidator = async (value, { projectKind }, context) => {
  const { db, namespace, rules } = context;
  const read = draftSchema.shape.project.safeParse(value);
  if (!read.success) return invalid(`A project name ${read.error.issues[0]?.message}.`);
  const name = read.data;
  const known = await findProject(db, name);
  if (isNoProject(name, known !== undefined, rules)) return invalid(`${name} is a reserved name.`);
  const existing = known ?? (await namespace?.findGroup(name));
  if (projectKind === "new")
    return existing ? invalid(`${name} already exists. You can join it.`) : valid(`${name} is available.`);
  const pi = await findKnownPi(name, context);
  if (pi) return valid(`${name} is led by ${pi.piName ?? pi.piEmail}; we'll ask them.`);
  if (existing) return valid(`${name} exists; an admin will decide first.`);
  if (!namespace) return undefined;
  // Only some forms can also start a project.
  const next = projectKind === undefined ? "Check the name." : "Check the name, or start a new project.";
  return invalid(`There's no project called ${name}. ${next}`);
};

/** Checks whether there is a project that someone with an account can join. */
export const validateJoinedProject: FieldValidator = async (value, values, context) =>
  (await validateProject(value, values, context)) ??
  invalid(`There's no project called ${value}. You can ask for it as a new one.`);

/** Checks whether a person can approve requests as a PI. */
export const validatePi: FieldValidator = async (value, values, context) => {
  const pi = await context.chat.getUser(value);
  const email = (await findPiAddress(pi, context)) ?? (values.piEmail?.trim() || undefined);
  const denial = denyPi(pi, email);
  return denial ? invalid(denial) : valid(`We'll ask ${pi.name} (${email}).`);
};
