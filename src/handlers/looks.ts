import { findProject } from "../db/registry.ts";
import { draftSchema } from "../intake/draft.ts";
import { knownPiOf } from "../pipeline/checks/approvals.ts";
import { objectionToUsername } from "../pipeline/checks/username.ts";
import type { Tools } from "../pipeline/tools.ts";
import { bad, type Finding, good, type Look } from "./look-over.ts";
import { objectionToPi } from "./new-pi.ts";

/** Is this username free? */
export const lookAtUsername = async (
  value: string,
  tools: Tools,
  /** This request may have it already. */
  requestId?: number,
): Promise<Finding> => {
  const read = draftSchema.shape.username.safeParse(value);
  if (!read.success) return bad(`A username ${read.error.issues[0]?.message}`);
  const objection = await objectionToUsername(read.data ?? "", tools, requestId);
  return objection ? bad(objection) : good(`${read.data} is free`);
};

/** Is there this project, or is its name free? */
export const lookAtProject: Look = async (value, { projectKind }, tools) => {
  const { db, directory } = tools;
  const read = draftSchema.shape.project.safeParse(value);
  if (!read.success) return bad(`A project's name ${read.error.issues[0]?.message}`);
  const name = read.data;
  const known = await findProject(db, name);
  const there = known ?? (await directory?.findGroup(name));
  if (projectKind === "new")
    return there ? bad(`The project ${name} exists already: join it`) : good(`${name} is free`);
  const pi = await knownPiOf(name, tools);
  if (pi) return good(`${name} is led by ${pi.piName ?? pi.piEmail}, who is asked`);
  if (there) return good(`${name} exists; an admin decides first`);
  return directory ? bad(`There is no project ${name}`) : undefined;
};

/** Can this person say yes? */
export const lookAtPi: Look = async (value, _, { chat }) => {
  const pi = await chat.whois(value);
  const objection = objectionToPi(pi);
  return objection ? bad(objection) : good(`${pi.name} is asked, at ${pi.email}`);
};
