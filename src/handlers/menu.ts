import { approve } from "./approve.ts";
import { approveInPlace } from "./approve-in-place.ts";
import { deny } from "./deny.ts";
import type { Handler } from "./handler.ts";
import { helpFor } from "./help.ts";
import { listRequests } from "./list-requests.ts";
import { requestAccount } from "./request-account.ts";
import { resetPassword } from "./reset-password.ts";
import { retry } from "./retry.ts";
import { showStatus } from "./show-status.ts";
import { spam } from "./spam.ts";

const deeds: readonly Handler[] = [
  requestAccount,
  listRequests,
  showStatus,
  retry,
  resetPassword,
  approve,
  approveInPlace,
  deny,
  spam,
];

/** Everything that a person can do. To add a deed, write one file and name it above. */
export const menu: readonly Handler[] = [...deeds, helpFor(deeds)];
