import type { Card } from "../../view/card.ts";
import type { Looks } from "./looks.ts";
import type { MattermostPost } from "./mattermost-post.ts";
import { readSubmission } from "./read-submission.ts";
import { renderCard } from "./render-card.ts";
import { renderDialog } from "./render-dialog.ts";
import { renderHome } from "./render-home.ts";
import { renderNotice } from "./render-notice.ts";
import type { Renderers } from "./show-reply.ts";
import type { SignAction } from "./sign-action.ts";

/** Everything that acct shows, as it looks on a server with these features. */
export const renderersFor = (
  looks: Looks,
): Renderers & { card(card: Card, sign: SignAction): MattermostPost } => ({
  card: (card, sign) => renderCard(card, sign, looks),
  notice: (notice, sign) => renderNotice(notice, sign, looks),
  home: (home, sign) => renderHome(home, sign, looks),
  dialog: (form, options) => renderDialog(form, options, looks),
  submission: readSubmission,
});
