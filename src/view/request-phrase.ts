import type { Request } from "../db/tables/requests.ts";
import { KIND_VIEWS } from "./kinds/kinds.ts";

/** Describes what a person requested. The text follows their name: "requested an account in lab". */
export const describeRequestKind = (request: Pick<Request, "kind" | "project">) =>
  KIND_VIEWS[request.kind].phrase(request);

/** Returns the topic of a request in a list. If the request has a project, its name is enough. */
export const requestTopic = ({ kind, project }: Pick<Request, "kind" | "project">) =>
  project ?? KIND_VIEWS[kind].topic;
