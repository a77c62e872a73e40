import { mayInvite } from "./access.ts";
import { isSignature, requiredAgreements } from "./activate-user.ts";
import { exception, forbidden, notFound } from "./api-error.ts";
import { insert, systemUser } from "./arvados-state.ts";
import { pick } from "./list-rows.ts";
import type { RouteCall, Routes } from "./routes.ts";
import { showRails } from "./show-row.ts";
import { type ArvadosLink, kindOf } from "./tables.ts";

/** services/api/app/controllers/arvados/v1/user_agreements_controller.rb */
export const agreementRoutes: Routes = {
  // Neither "limit" nor "filters" count here, and what was signed is still in the list.
  "GET /user_agreements": {
    isPassedOn: true,
    answer({ state, caller, params }) {
      const isInvited = mayInvite(state, caller.user);
      const uuids = isInvited ? requiredAgreements(state) : [];
      const select = params.select as string[] | undefined;
      const items = state.tables.collections
        .filter(({ uuid }) => uuids.includes(uuid))
        .map((row) => showRails(state, caller, "collections", row))
        .map((shown) => (select ? withoutEtag(pick(shown, select)) : shown));
      const hasCount = isInvited && params.count !== "none";
      return {
        status: 200,
        body: {
          kind: "arvados#collectionList",
          etag: "",
          self_link: "",
          offset: params.offset ?? 0,
          limit: params.limit ?? 100,
          items,
          ...(hasCount ? { items_available: items.length } : {}),
        },
      };
    },
  },
  "GET /user_agreements/signatures": { isPassedOn: true, answer: listSignatures },
  "POST /user_agreements/sign": { isPassedOn: true, answer: sign },
  "GET /user_agreements/:id": { isPassedOn: true, answer: refuse },
  "POST /user_agreements": { isPassedOn: true, answer: refuse },
  "PUT /user_agreements/:id": { isPassedOn: true, answer: refuse },
  "DELETE /user_agreements/:id": { isPassedOn: true, answer: refuse },
};

function withoutEtag({ etag: _, ...rest }: Record<string, unknown>): Record<string, unknown> {
  return rest;
}

function listSignatures({ state, caller, params }: RouteCall) {
  const whose = (caller.user.is_admin && (params.uuid as string | undefined)) || caller.user.uuid;
  const items = state.tables.links
    .filter(
      (link) =>
        isSignature(link, "click", systemUser(state.settings)) &&
        link.tail_uuid === whose &&
        kindOf(link.head_uuid) === "arvados#collection",
    )
    .map((link) => showRails(state, caller, "links", link));
  const page = { offset: null, limit: null, items, items_available: items.length };
  return { status: 200, body: { kind: "arvados#linkList", etag: "", self_link: "", ...page } };
}

/** Signs for the caller. If there is no such collection, the answer is 200, but nothing is stored, and the link has no uuid. */
function sign({ state, caller, params }: RouteCall) {
  const root = systemUser(state.settings);
  const head = (params.uuid ?? null) as string | null;
  const isMissing =
    kindOf(head) === "arvados#collection" &&
    !state.tables.collections.some(({ uuid, is_trashed }) => uuid === head && !is_trashed);
  const link = {
    link_class: "signature",
    name: "click",
    tail_uuid: caller.user.uuid,
    head_uuid: head,
    properties: {},
  };
  if (!isMissing)
    return { status: 200, body: showRails(state, caller, "links", insert(state, "links", link)) };
  const nothing = { uuid: null, created_at: null, modified_at: null, modified_by_user_uuid: null };
  const unsaved = { id: 0, ...link, owner_uuid: root, ...nothing } as unknown as ArvadosLink;
  return { status: 200, body: showRails(state, caller, "links", unsaved) };
}

function refuse({ state, caller, id }: RouteCall): never {
  const isLink = state.tables.links.some(({ uuid }) => uuid === id);
  if (id !== "" && !(caller.user.is_admin && isLink)) throw notFound();
  if (!caller.user.is_admin) throw forbidden();
  throw exception("ArgumentError", "Manage user agreements via Collections and Links instead.");
}
