import { z } from "zod";
import { Failure } from "../failure/failure.ts";
import type { GitLab, GitLabGroup, GitLabInvitation, GitLabMember } from "./gitlab.ts";
import { isNotFound, isStatus } from "./gitlab-error.ts";
import type { GitLabHttp } from "./gitlab-http.ts";
import { listPages } from "./list-pages.ts";
import { sendSurely } from "./send-surely.ts";
import { wordsIn } from "./words-in.ts";

type GroupCalls = Pick<
  GitLab,
  | "findGroup"
  | "findGroupById"
  | "listMembers"
  | "findMember"
  | "setMember"
  | "removeMember"
  | "listInvitations"
  | "invite"
>;

const CONFLICT = 409;

const groupRecord = z.looseObject({ id: z.int(), name: z.string(), full_path: z.string() });
const memberRecord = z.looseObject({
  id: z.int(),
  username: z.string(),
  state: z.string(),
  access_level: z.int(),
});
const invitationRecord = z.looseObject({ invite_email: z.string(), access_level: z.int() });

const toGroup = ({ id, name, full_path }: z.output<typeof groupRecord>): GitLabGroup => ({
  id,
  name,
  fullPath: full_path,
});
const toMember = ({ id, username, state, access_level }: z.output<typeof memberRecord>): GitLabMember => ({
  userId: id,
  username,
  state,
  accessLevel: access_level,
});

/** Groups, their members, and their invitations (GitLab, doc/api/members.md and doc/api/invitations.md). */
export function groupCalls(http: GitLabHttp): GroupCalls {
  const membersPath = (groupId: number, scope: "direct" | "all") =>
    `groups/${groupId}/members${scope === "all" ? "/all" : ""}`;

  const findMember: GroupCalls["findMember"] = async (groupId, userId, scope) => {
    const found = await http.find(`${membersPath(groupId, scope)}/${userId}`, memberRecord);
    return found && toMember(found);
  };

  const listInvitations: GroupCalls["listInvitations"] = async (groupId) => {
    const found = await listPages(http, `groups/${groupId}/invitations`, invitationRecord);
    return found.map(({ invite_email, access_level }) => ({
      email: invite_email.toLowerCase(),
      accessLevel: access_level,
    }));
  };

  async function addMember(groupId: number, userId: number, accessLevel: number): Promise<void> {
    const body = { user_id: userId, access_level: accessLevel };
    await http.send({ method: "POST", path: `groups/${groupId}/members`, body }).catch((error: unknown) => {
      // Someone else may have added them at the same moment.
      if (!isStatus(error, CONFLICT)) throw error;
    });
  }

  const changeMember = (groupId: number, userId: number, accessLevel: number) =>
    http.send({
      method: "PUT",
      path: `groups/${groupId}/members/${userId}`,
      body: { access_level: accessLevel },
    });

  return {
    async findGroup(fullPath) {
      const found = await http.find(
        `groups/${encodeURIComponent(fullPath)}?with_projects=false`,
        groupRecord,
      );
      // GitLab takes a path of digits for the ID of another group, and an old path for the group's new one.
      return found?.full_path.toLowerCase() === fullPath.toLowerCase() ? toGroup(found) : undefined;
    },
    async findGroupById(id) {
      const found = await http.find(`groups/${id}?with_projects=false`, groupRecord);
      return found && toGroup(found);
    },
    async listMembers(groupId, scope) {
      return (await listPages(http, membersPath(groupId, scope), memberRecord)).map(toMember);
    },
    findMember,

    async setMember(groupId, userId, accessLevel) {
      const isSet = async () =>
        (await findMember(groupId, userId, "direct"))?.accessLevel === accessLevel || undefined;
      const set = async (): Promise<true> => {
        const before = await findMember(groupId, userId, "direct");
        if (before?.accessLevel === accessLevel) return true;
        if (before) await changeMember(groupId, userId, accessLevel);
        else await addMember(groupId, userId, accessLevel);
        return true;
      };
      await sendSurely(set, isSet);
      if (await isSet()) return;
      throw new Failure(`GitLab (${http.url}) accepted a member of group ${groupId}, but didn't add them`);
    },

    async removeMember(groupId, userId) {
      try {
        await http.send({ method: "DELETE", path: `groups/${groupId}/members/${userId}` });
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },

    listInvitations,

    async invite(groupId, { email, accessLevel }) {
      const send = async (): Promise<true> => {
        const body = { email, access_level: accessLevel };
        readInvitationAnswer(
          await http.send({ method: "POST", path: `groups/${groupId}/invitations`, body }),
          email,
        );
        return true;
      };
      const look = async () =>
        (await listInvitations(groupId)).some((each) => isFor(each, email)) || undefined;
      if (await look()) return;
      await sendSurely(send, look);
    },
  };
}

const isFor = (invitation: GitLabInvitation, email: string) => invitation.email === email.toLowerCase();

/** GitLab answers 201 even if every invitation failed, with `{status: "error", message: {"ann@example.org": "…"}}`. */
function readInvitationAnswer(json: unknown, email: string): void {
  const { data } = z.looseObject({ status: z.string() }).safeParse(json);
  if (data?.status === "success") return;
  throw new Failure(`GitLab could not invite ${email}: ${wordsIn(data) ?? "it gave no reason"}`);
}
