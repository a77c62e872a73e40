import type { MirrorKind } from "../../db/names.ts";
import type { Event } from "../../db/tables/events.ts";
import type { Request } from "../../db/tables/requests.ts";
import type { MirrorView } from "../../db/tables/views.ts";

/** Something outside of the chat that shows requests: the rows of a sheet, or the tickets of a help desk. */
export interface Mirror {
  /**
   * Makes a view show the request as it is now. Returns the reference to what shows it, which is in `view.message` the next time.
   * Showing the same again is harmless. Throws a `BusyError` if it is to be tried again after a while, which is no failure.
   */
  show(view: MirrorView, request: Request, history: readonly Event[]): Promise<string>;
}

export type Mirrors = { readonly [kind in MirrorKind]?: Mirror | undefined };
