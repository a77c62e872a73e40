import { listMembershipsOfAccount } from "../../db/memberships.ts";
import { listAccountProjects } from "../../db/projects.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { Project } from "../../db/tables/projects.ts";
import { describeForOperator } from "../../failure/describe-failure.ts";
import type { Provisioner } from "../../provisioners/provisioner.ts";
import { missingLink, okLink, type ShownLink } from "../../provisioners/shown-link.ts";
import { SHOWN_LINK_VIEWS } from "../../view/shown-link-views.ts";
import { adminPasswordButton, ownPasswordButton } from "./password-links.ts";
import type { WhyDeps, WhySubject } from "./subject.ts";
import type { WhyLink } from "./why-link.ts";

/** A person waits for the answer. */
const PATIENCE_MS = 5000;

/** What each system itself shows. They are asked at the same time, and one that doesn't answer takes nothing from the others. */
export async function systemLinks({ account, project }: WhySubject, deps: WhyDeps): Promise<WhyLink[]> {
  if (!account) return [];
  const projects = await listCurrentProjects(account, project, deps);
  const answers = await Promise.all(
    deps.provisioners.map((provisioner) => askSystem(provisioner, account, projects, deps)),
  );
  return answers.flat();
}

/** The projects in which the systems should have the person. */
async function listCurrentProjects(
  { id }: Account,
  named: string | undefined,
  { db, now }: WhyDeps,
): Promise<Project[]> {
  const over = (await listMembershipsOfAccount(db, id)).filter(
    ({ endsAt }) => endsAt !== null && endsAt <= now(),
  );
  return (await listAccountProjects(db, id)).filter(
    ({ name }) =>
      !over.some(({ project }) => project === name) &&
      (named === undefined || named.toLowerCase() === name.toLowerCase()),
  );
}

async function askSystem(
  provisioner: Provisioner,
  account: Account,
  projects: readonly Project[],
  { patienceMs = PATIENCE_MS }: WhyDeps,
): Promise<WhyLink[]> {
  const { name: system } = provisioner;
  try {
    const shown = await withinTime(explain(provisioner, account, projects), patienceMs);
    return shown.map((link) => toWhyLink(link, system, account));
  } catch (error) {
    return [
      { name: "entry", system, state: "unknown", detail: `couldn't be asked: ${describeForOperator(error)}` },
    ];
  }
}

/** A system that explains nothing has only its locks and its differences from the registry. */
async function explain(
  { explain: own, findLock, diff }: Provisioner,
  account: Account,
  projects: readonly Project[],
): Promise<ShownLink[]> {
  if (own) return own(account, projects);
  const lock = await findLock?.(account);
  const differences = await diff(account, projects);
  const project = projects.length === 1 ? projects[0]?.name : undefined;
  return [
    ...(findLock
      ? [lock === undefined ? okLink("lock", "the account isn't locked") : missingLink("lock", lock)]
      : []),
    ...(differences.length === 0
      ? [okLink("check", "everything is there", project)]
      : differences.filter((each) => each !== lock).map((each) => missingLink("check", each, project))),
  ];
}

async function withinTime<T>(work: Promise<T>, patienceMs: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error(`there was no answer within ${Math.round(patienceMs / 1000)} seconds`)),
      patienceMs,
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function toWhyLink({ name, state, detail, project }: ShownLink, system: string, account: Account): WhyLink {
  const common = { name, system, state, project, detail: `${detail}.` };
  if (state !== "missing") return common;
  const { username, suspendedAt } = account;
  const { sentence, hint } = SHOWN_LINK_VIEWS[name];
  const isPassword = name === "password";
  return {
    ...common,
    sentence: sentence(system, project ?? ""),
    hint: suspendedAt && !project ? "It ends when the person is resumed." : hint(system),
    ownButtons: isPassword ? [ownPasswordButton(username)] : [],
    adminButtons: isPassword ? [adminPasswordButton(username)] : [],
  };
}
