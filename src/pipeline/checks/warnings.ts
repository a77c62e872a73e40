import { AwayError, BusyError } from "../../chat/chat.ts";
import { chatOf } from "../../chat/chat-of.ts";
import { findAccountByUsername, findSimilarAccounts } from "../../db/accounts.ts";
import { isOffboarded } from "../../db/deciders.ts";
import { listSimilarOpen } from "../../db/requests.ts";
import type { Leaving, Request } from "../../db/tables/requests.ts";
import { fullName } from "../../view/full-name.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";
import type { PipelineDeps } from "../pipeline-deps.ts";
import { adoptsProject, isPrivileged } from "./approvals.ts";
import { findDeciders, findLostPi } from "./deciders.ts";
import { isFreeMail } from "./free-mail.ts";
import { findOwners } from "./owners.ts";
import { deciderOf } from "./required-approvals.ts";
import { isBestChosen } from "./username.ts";

/** Lists what an admin should double-check before approving, one sentence each. Empty if nothing is suspicious. */
export async function findWarnings(request: Request, deps: PipelineDeps): Promise<string[]> {
  if (request.details.leaving) return warnOfLeaving(request.details.leaving);
  const found = await Promise.all([
    warnOfAddress(request, deps),
    warnAboutSimilarNames(request, deps),
    warnOfUsername(request, deps),
    warnOfOtherRequests(request, deps),
    warnOfPi(request, deps),
    warnOfProject(request, deps),
    warnOfAdoption(request, deps),
  ]);
  const { remarks = [], campusWarning, usageWarning } = request.details;
  return [
    ...remarks,
    ...(campusWarning ? [campusWarning] : []),
    ...(usageWarning ? [usageWarning] : []),
    ...found.flat(),
  ];
}

function warnOfLeaving({ counted }: Leaving): string[] {
  return counted.flatMap(({ system, problem }) =>
    problem === undefined
      ? []
      : [
          `acct couldn't ask ${system} what they have there: ${problem}. It asks again before anything is removed. While that fails, nothing is removed.`,
        ],
  );
}

function warnOfAddress({ email }: Request, { rules }: PipelineDeps): string[] {
  const domain = email.slice(email.lastIndexOf("@") + 1).toLowerCase();
  const own = rules.site.mailDomains;
  if (isFreeMail(domain)) return [`${domain} is a public email provider.`];
  if (own.length === 0 || own.some((each) => domain === each || domain.endsWith(`.${each}`))) return [];
  return [`${domain} isn't one of our email domains.`];
}

const MAX_NAMED = 5;

async function warnAboutSimilarNames(request: Request, { db, namespace }: PipelineDeps): Promise<string[]> {
  if (!REQUEST_KINDS[request.kind].createsAccount) return [];
  const registered = await findSimilarAccounts(db, request);
  const listed =
    (await namespace?.findByName(request.givenName, request.familyName || request.givenName)) ?? [];
  const names = new Set([...registered, ...listed].map(({ username }) => username));
  // An account that this request has already created belongs to the same person.
  const made = request.username ? await findAccountByUsername(db, request.username) : undefined;
  if (made?.requestId === request.id) names.delete(made.username);
  const wanted = request.details.wantedUsername;
  const more = names.size > MAX_NAMED ? ` and ${names.size - MAX_NAMED} more` : "";
  const shown = `${[...names].slice(0, MAX_NAMED).join(", ")}${more}`;
  return [
    ...(names.size > 0
      ? [`Someone with this name already has an account (${shown}). Is it the same person?`]
      : []),
    ...(wanted && request.username && wanted !== request.username
      ? [`Requested username: ${wanted} (taken).`]
      : []),
  ];
}

/** The form asks such people for a username, but a sheet may have none. */
function warnOfUsername(request: Request, { rules }: PipelineDeps): string[] {
  const { kind, username, details } = request;
  if (!REQUEST_KINDS[kind].createsAccount || details.wantedUsername) return [];
  if (!isBestChosen(request, rules.usernames.rule)) return [];
  return [
    `The username ${username} was derived from a name that isn't in Latin script. To use another one, deny this request and import the row again with a "Username" column, or change it later with acct person set-username.`,
  ];
}

async function warnOfOtherRequests(request: Request, { db }: PipelineDeps): Promise<string[]> {
  const others = await listSimilarOpen(db, request);
  if (others.length === 0) return [];
  const more = others.length > MAX_NAMED ? ` and ${others.length - MAX_NAMED} more` : "";
  const ids = others.slice(0, MAX_NAMED).map(({ id }) => id);
  return [`Possible duplicate of request ${ids.join(" and request ")}${more}.`];
}

async function warnOfPi(request: Request, deps: PipelineDeps): Promise<string[]> {
  const { chat, rules } = deps;
  const { kind, piEmail, piName, email, project } = request;
  if (!piEmail || !REQUEST_KINDS[kind].approvals(rules.approvals).some((one) => deciderOf(one) === "pi"))
    return [];
  if (piEmail.toLowerCase() === email.toLowerCase()) return ["The requester listed themselves as PI."];
  if (await isOffboarded(deps.db, { user: request.piUser, email: piEmail })) {
    return [
      `The PI ${piName ?? piEmail} was offboarded and can't decide. Change the PI, or decide for them.`,
    ];
  }
  const known = await findDeciders(project ?? "", deps);
  if (known.some((one) => one.email?.toLowerCase() === piEmail.toLowerCase())) return [];
  const pi = `${piName ?? piEmail} (${piEmail})`;
  try {
    if (await chat.findByEmail(piEmail)) return [];
  } catch (error) {
    if (!(error instanceof AwayError || error instanceof BusyError)) throw error;
    // The admins can see the request anyway: the PI is looked up again before they are asked.
    return [`We couldn't check whether the PI ${pi} is on ${chat.name}.`];
  }
  const { name, verifiesAddresses } = chatOf(chat, request.piUser);
  return [
    verifiesAddresses
      ? `The PI ${pi} isn't on ${name} and hasn't approved anything here before.`
      : `The PI ${pi} hasn't approved anything here before, and ${name} doesn't show whose address this is. If you approve, we'll ask by email.`,
  ];
}

function warnOfProject(request: Request, deps: PipelineDeps): string[] {
  return isPrivileged(request, deps) ? [`Members of ${request.project} get elevated privileges.`] : [];
}

async function warnOfAdoption(request: Request, deps: PipelineDeps): Promise<string[]> {
  if (!(await adoptsProject(request, deps))) return [];
  const { project, piName, piEmail, givenName, familyName } = request;
  const lost = await findLostPi(project ?? "", deps);
  const why = lost
    ? `${lost.name}, who led ${project}, was offboarded.`
    : ["We don't know who leads", `${project}.`, ...(await findOwners(project ?? "", deps)).gaps].join(" ");
  const leader =
    piName && piEmail ? `${piName} (${piEmail})` : (piEmail ?? fullName({ givenName, familyName }));
  return [`${why} Approving makes ${leader} its PI.`];
}
