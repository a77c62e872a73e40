import { type ApiAnswer, badParameter, notFound } from "./api-answer.ts";
import type { RouteCall, Routes } from "./routes.ts";
import { requireAdmin, userOf } from "./user-routes.ts";

/** lib/api/custom_attributes_endpoints.rb */
const route = (act: (attributes: Map<string, string>, key: string, call: RouteCall) => ApiAnswer) => ({
  answer: (call: RouteCall) => {
    const [id, key = ""] = call.parts;
    const { attributes } = userOf(call.gitlab.state, id);
    requireAdmin(call);
    return act(attributes, key, call);
  },
});

export const attributeRoutes: Routes = {
  "GET /users/:id/custom_attributes/:key": route((attributes, key) => {
    const value = attributes.get(key);
    if (value === undefined) throw notFound("");
    return { status: 200, body: { key, value } };
  }),
  "PUT /users/:id/custom_attributes/:key": route((attributes, key, { body: { value } }) => {
    if (typeof value !== "string") throw badParameter("value is missing");
    attributes.set(key, value);
    return { status: 200, body: { key, value } };
  }),
  "DELETE /users/:id/custom_attributes/:key": route((attributes, key) => {
    if (!attributes.delete(key)) throw notFound("Custom attribute");
    return { status: 204 };
  }),
};
