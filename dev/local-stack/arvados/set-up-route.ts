import { exception, forbidden } from "./api-error.ts";
import { createUser, nameFor } from "./create-user.ts";
import { findRow } from "./find-row.ts";
import type { RouteCall, Routes } from "./routes.ts";
import { planSetUp, setUpUser } from "./set-up-user.ts";
import { showRails } from "./show-row.ts";
import type { ArvadosUser } from "./tables.ts";
import { castUser } from "./user-attributes.ts";
import { attrsOf } from "./user-routes.ts";

/** services/api/app/controllers/arvados/v1/users_controller.rb, `setup` */
export const setUpRoute: Routes = {
  "POST /users/setup": {
    attribute: "user",
    async answer(call) {
      const { state, caller, params, between } = call;
      if (!caller.user.is_admin) throw forbidden();
      const user = await whoToSetUp(call);
      const plan = planSetUp(state, user);
      await between();
      const links = setUpUser(
        state,
        user,
        {
          vm: params.vm_uuid as string | undefined,
          // What is left out is false, for the controller.
          sendsEmail: params.send_notification_email === true,
          by: caller.user.uuid,
        },
        plan,
      );
      const items = [
        ...links.map((link) => showRails(state, caller, "links", link)),
        showRails(state, caller, "users", user),
      ];
      return { status: 200, body: { kind: "arvados#HashList", items } };
    },
  },
};

async function whoToSetUp({ state, caller, params, between }: RouteCall): Promise<ArvadosUser> {
  if (params.uuid !== undefined) return findRow(state, caller, "users", String(params.uuid));
  if (params.attrs === undefined) throw exception("ArgumentError", "Required uuid or user");
  const attrs = attrsOf(params);
  if (!("email" in attrs)) throw exception("ArgumentError", "Require user email");
  const { owner_uuid: _, ...attributes } = castUser(attrs, ["kind", "href"]);
  const username = nameFor(state, attributes);
  await between();
  return createUser(state, attributes, { username, by: caller.user.uuid });
}
