import { createHash } from "node:crypto";
import type { Request } from "../db/tables/requests.ts";
import { hashPlan } from "./hash-plan.ts";

/**
 * A short text that changes with what a request asks for. A page carries it in its form, so that what someone sends from a page that was
 * left open isn't taken for an answer to something else.
 */
export function answersMark(request: Request): string {
  const { givenName, familyName, email, project, username, piEmail, plan, details } = request;
  const { newProject = false, reason = "", wantedUsername = "", sshPublicKey = "", member } = details;
  const { groups = [], endsOn = null, projectDescription = "" } = details;
  const answers = [givenName, familyName, email, project, newProject, username, piEmail, hashPlan(plan)];
  const text = JSON.stringify([
    ...[...answers, reason, wantedUsername, sshPublicKey, member ?? null],
    ...[groups, endsOn, projectDescription],
  ]);
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}
