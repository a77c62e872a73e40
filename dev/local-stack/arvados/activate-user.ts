import { type Caller, mayInvite } from "./access.ts";
import { exception, permissionDenied } from "./api-error.ts";
import { type ArvadosState, systemUser, transaction } from "./arvados-state.ts";
import { type ArvadosUser, kindOf } from "./tables.ts";
import { save } from "./update-user.ts";

/** Activates a user who has signed all agreements: services/api/app/controllers/arvados/v1/users_controller.rb. */
export function activateUser(state: ArvadosState, { user: me }: Caller, user: ArvadosUser): void {
  if (user.is_active) return;
  const { ClusterID, LoginCluster } = state.settings;
  const home = user.uuid.slice(0, 5);
  if (home === LoginCluster && home !== ClusterID)
    throw exception(
      "ArgumentError",
      `cannot activate user ${user.uuid} here, only the ${home} cluster can do that`,
    );
  if (!me.is_admin && !mayInvite(state, user))
    throw exception("ArgumentError", "Cannot activate without being invited.");
  const unsigned = unsignedOf(state, user);
  if (unsigned.length > 0)
    throw permissionDenied(
      `Cannot activate without user agreements ${JSON.stringify(unsigned).replaceAll(",", ", ")}.`,
    );
  transaction(state, () => save(state, user, { is_active: true }, systemUser(state.settings)));
}

/** The uuids that someone still has to sign: one for each link that requires it. */
function unsignedOf(state: ArvadosState, { uuid }: ArvadosUser): string[] {
  const root = systemUser(state.settings);
  const signed = new Set(
    state.tables.links
      .filter((link) => isSignature(link, "click", root) && link.tail_uuid === uuid)
      .map(({ head_uuid }) => head_uuid),
  );
  return requiredAgreements(state).filter((each) => !signed.has(each));
}

/** Only links count that belong to the system user, and that go to a collection of this cluster. */
export function requiredAgreements({ tables, settings }: ArvadosState): string[] {
  const root = systemUser(settings);
  return tables.links.flatMap((link) =>
    isSignature(link, "require", root) &&
    link.tail_uuid === root &&
    link.head_uuid?.startsWith(`${settings.ClusterID}-`) &&
    kindOf(link.head_uuid) === "arvados#collection"
      ? [link.head_uuid]
      : [],
  );
}

type Link = ArvadosState["tables"]["links"][number];

export const isSignature = ({ owner_uuid, link_class, name }: Link, wanted: string, root: string) =>
  owner_uuid === root && link_class === "signature" && name === wanted;
