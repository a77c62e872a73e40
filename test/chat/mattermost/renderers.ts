import { featuresOf } from "../../../src/chat/mattermost/mattermost-features.ts";
import { readSubmission } from "../../../src/chat/mattermost/read-submission.ts";
import { renderDialog } from "../../../src/chat/mattermost/render-dialog.ts";
import { renderHome } from "../../../src/chat/mattermost/render-home.ts";
import { renderNotice } from "../../../src/chat/mattermost/render-notice.ts";
import type { Renderers } from "../../../src/chat/mattermost/show-reply.ts";

/** How things look on a server of this version. */
export function renderers(version: string): Renderers {
  const features = featuresOf({ Version: version, FeatureFlagMmBlocksEnabled: "true" });
  const looks = { features, timeZone: "UTC" };
  return {
    notice: (notice, sign) => renderNotice(notice, sign, looks),
    home: (home, sign, page) => renderHome(home, sign, looks, page),
    dialog: (form, options) => renderDialog(form, options, looks),
    submission: readSubmission,
  };
}
