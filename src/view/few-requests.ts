import type { Request } from "../db/tables/requests.ts";
import { fullName } from "./full-name.ts";

const MAX_NAMED = 5;

/** Names the first few requests and says how many there are besides: "7 (Amy Ash), 9 (Ben Birch), and 3 more". */
export function fewRequests(requests: readonly Pick<Request, "id" | "givenName" | "familyName">[]): string {
  const named = requests.slice(0, MAX_NAMED).map((request) => `${request.id} (${fullName(request)})`);
  const more = requests.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join(", ");
}
