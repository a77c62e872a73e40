import type { ArvadosLink, ArvadosUser } from "../../arvados/arvados.ts";
import { allUsers } from "../../arvados/uuid.ts";
import type { ArvadosSite } from "./arvados-site.ts";

/** An account with everything that is connected to it. */
export interface AccountState {
  readonly user: ArvadosUser;
  /** From the account to something else: permissions, signatures, stars. */
  readonly outgoing: readonly ArvadosLink[];
  /** From something else to the account. */
  readonly incoming: readonly ArvadosLink[];
  /** Whether it is in the group All users, which setting it up does. */
  readonly isSetUp: boolean;
  /** Whether it was set up at some time. Undoing that leaves a trace. */
  readonly wasSetUp: boolean;
  /** What acct wrote when it suspended the account. */
  readonly mark: ArvadosLink | undefined;
}

/** The class and the name of acct's mark. Arvados attaches no meaning to it, and `unsetup` leaves it. */
export const MARK = { linkClass: "acct", name: "suspended" } as const;

export async function readState(
  { arvados }: Pick<ArvadosSite, "arvados">,
  user: ArvadosUser,
): Promise<AccountState> {
  const { id } = await arvados.cluster();
  const everyone = allUsers(id);
  const [outgoing, incoming] = await Promise.all([
    arvados.listLinks([["tail_uuid", "=", user.uuid]]),
    arvados.listLinks([["head_uuid", "=", user.uuid]]),
  ]);
  return {
    user,
    outgoing,
    incoming,
    isSetUp: outgoing.some((link) => isPermission(link) && link.headUuid === everyone),
    wasSetUp: incoming.some((link) => isPermission(link) && link.tailUuid === everyone),
    mark: incoming.find(({ linkClass, name }) => linkClass === MARK.linkClass && name === MARK.name),
  };
}

export const isPermission = ({ linkClass }: ArvadosLink): boolean => linkClass === "permission";

/** The logins on virtual machines. */
export const loginsOf = ({ outgoing }: Pick<AccountState, "outgoing">): readonly ArvadosLink[] =>
  outgoing.filter((link) => isPermission(link) && link.name === "can_login");

/** The name with which someone logs in to a virtual machine. */
export const loginNameOf = ({ properties }: ArvadosLink): string =>
  typeof properties.username === "string" ? properties.username : "";
