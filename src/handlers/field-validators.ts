import { findProject } from "../db/registry.ts";
import { draftSchema } from "../intake/draft.ts";
import { findKnownPi } from "../pipeline/checks/approvals.ts";
import { explainBadUsername } from "../pipeline/checks/username.ts";
import type { PipelineDeps } from "../pipeline/pipeline-deps.ts";
import { denyPi } from "./resolve-pi.ts";
import { type FieldValidation, type FieldValidator, invalid, valid } from "./validate-fields.ts";

/** Is this username free? */
export const validateUsername = async (
  value: string,
  context: PipelineDeps,
  /** This request may have it already. */
  requestId?: number,
): Promise<FieldValidation> => {
  const read = draftSchema.shape.username.safeParse(value);
  if (!read.success) return invalid(`A username ${read.error.issues[0]?.message}`);
  const denial = await explainBadUsername(read.data ?? "", context, requestId);
  return denial ? invalid(denial) : valid(`${read.data} is free`);
};

/** Is there this project, or is its name free? */
export const validateProject: FieldValidator = async (value, { projectKind }, context) => {
  const { db, directory } = context;
  const read = draftSchema.shape.project.safeParse(value);
  if (!read.success) return invalid(`A project's name ${read.error.issues[0]?.message}`);
  const name = read.data;
  const known = await findProject(db, name);
  const there = known ?? (await directory?.findGroup(name));
  if (projectKind === "new")
    return there ? invalid(`The project ${name} exists already: join it`) : valid(`${name} is free`);
  const pi = await findKnownPi(name, context);
  if (pi) return valid(`${name} is led by ${pi.piName ?? pi.piEmail}, who is asked`);
  if (there) return valid(`${name} exists; an admin decides first`);
  return directory ? invalid(`There is no project ${name}`) : undefined;
};

/** Can this person say yes? */
export const validatePi: FieldValidator = async (value, _, { chat }) => {
  const pi = await chat.getUser(value);
  const denial = denyPi(pi);
  return denial ? invalid(denial) : valid(`${pi.name} is asked, at ${pi.email}`);
};
