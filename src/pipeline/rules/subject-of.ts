import { findAccountsByUsernames, findOnlyAccounts } from "../../db/accounts.ts";
import type { Db } from "../../db/client.ts";
import { findCampusIds, findPeopleBy } from "../../db/people.ts";
import type { Account } from "../../db/tables/accounts.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { Subject } from "../../rules/rule-source.ts";
import { isUnproved } from "../checks/address.ts";
import { REQUEST_KINDS } from "../kinds/kinds.ts";

/** The part of a request that rules can judge. It needn't be stored yet. */
export type JudgedRequest = Pick<Request, "kind" | "email" | "createdAt"> &
  Partial<Pick<Request, "project" | "quota" | "requesterUser" | "username" | "details">>;

/** What is proven about the person whom a request is about, and what the request asks for. */
export async function subjectOf(request: JudgedRequest, db: Db): Promise<Subject> {
  const toSubject = await subjectsOf([request], db);
  return toSubject(request);
}

/** The same for many requests, with a few queries for all of them. Returns what gives the subject of each. */
export async function subjectsOf(
  requests: readonly JudgedRequest[],
  db: Db,
): Promise<(request: JudgedRequest) => Subject> {
  const named = await findAccountsByUsernames(db, distinct(requests, memberName));
  const personOf = await findSubjectPeople(requests, named, db);
  const personIds = [...new Set(requests.flatMap((one) => personOf(one) ?? []))];
  const campusIds = await findCampusIds(db, personIds);
  const only = await findOnlyAccounts(db, personIds);
  return (request) => {
    const { kind, project = null, quota, details = {}, requesterUser, email, createdAt } = request;
    const { gitlab } = details;
    const personId = personOf(request);
    const account = named.get(memberName(request) ?? "") ?? only.get(personId ?? 0);
    const address = provenAddress(request);
    return {
      emails: address === undefined ? [] : [address],
      ldapDn: gitlab?.ldapDn,
      campusId: details.campusId ?? (personId === undefined ? undefined : campusIds.get(personId)),
      personId,
      account: account && toRef(account),
      gitlabUserId: gitlab?.userId ?? gitLabUserId(account),
      request: {
        kind,
        project,
        quotas: quota?.requested,
        requester: requesterUser ?? email.toLowerCase(),
        createdAt,
      },
    };
  };
}

/**
 * The person in the registry, by their ID: by the account that the request names, by the chat user, or by the proven address.
 */
async function findSubjectPeople(
  requests: readonly JudgedRequest[],
  named: ReadonlyMap<string, Account>,
  db: Db,
): Promise<(request: JudgedRequest) => number | undefined> {
  const byUser = await findPeopleBy(db, "chat", distinct(requests, chatUser));
  const byAddress = await findPeopleBy(db, "email", distinct(requests, provenAddress));
  return (request) =>
    named.get(memberName(request) ?? "")?.personId ??
    byUser.get(chatUser(request) ?? "") ??
    byAddress.get(provenAddress(request) ?? "");
}

/** Only what names the account, so that an answer about it counts for all requests of the person. */
const toRef = ({ username, uidNumber, email, externalIds }: Account) => ({
  ...{ username, uidNumber, email, externalIds },
});

function gitLabUserId(account: Account | undefined): number | undefined {
  const id = account?.externalIds.GitLab;
  return id === undefined ? undefined : Number(id);
}

/** The username of the account that a request names. A request for an account names one that isn't anyone's yet. */
const memberName = ({ kind, username }: JudgedRequest) =>
  REQUEST_KINDS[kind].createsAccount ? undefined : (username ?? undefined);

const chatUser = ({ requesterUser, details = {} }: JudgedRequest) =>
  details.isUnproven ? undefined : (requesterUser ?? undefined);

/** An address proves something only if its owner has shown that it is theirs, in the chat, by a link, or in GitLab. */
function provenAddress({ details = {}, email }: JudgedRequest): string | undefined {
  const isProven = details.gitlab
    ? details.gitlab.isAddressProven
    : email !== "" && !details.isUnproven && !isUnproved({ details }, false);
  return isProven ? email.toLowerCase() : undefined;
}

const distinct = (
  requests: readonly JudgedRequest[],
  read: (request: JudgedRequest) => string | undefined,
): string[] => [...new Set(requests.flatMap((request) => read(request) ?? []))];
