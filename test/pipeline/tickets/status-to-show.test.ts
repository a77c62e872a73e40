import { expect, it } from "vitest";
import { statusToShow } from "../../../src/pipeline/tickets/status-to-show.ts";

it.each([
  ["opens when the request is checked", "waiting", "open", "new", "open"],
  ["stays new while the request is checked", "running", "new", "new", "new"],
  ["stays stalled", "waiting", "open", "stalled", "stalled"],
  ["stays resolved if staff resolved it", "waiting", "open", "resolved", "resolved"],
  ["is opened again if it was rejected although its request is open", "waiting", "open", "rejected", "open"],
  ["is opened again if it was rejected although its request is stuck", "stuck", "open", "rejected", "open"],
  ["is rejected with the request", "refused", "rejected", "open", "rejected"],
  ["stays as staff closed it once the request has ended", "refused", "resolved", "rejected", "rejected"],
  ["stays deleted", "closed", "resolved", "deleted", "deleted"],
] as const)("A ticket %s", (_, status, face, current, expected) => {
  expect(statusToShow({ status }, face, current)).toBe(expected);
});
