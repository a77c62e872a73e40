/** What a server offers beyond what all of them do since 5.x. */
export interface MattermostFeatures {
  /** Messages can consist of Mattermost Blocks. Without them, they have attachments. */
  readonly blocks: boolean;
  /** A select of a dialog can have several values. Without that, each option is a checkbox. */
  readonly multiselect: boolean;
  /** A dialog can have a field for a date. Without that, people type it. */
  readonly dateField: boolean;
  /** A select of a dialog can ask for its options while someone types, in the web app and in the phone apps. */
  readonly lookup: boolean;
  /** A dialog can be refreshed while someone fills it in, and a submitted one can show another form. */
  readonly refresh: boolean;
}

/** What is assumed of a server until it has said which version it is. */
export const NO_FEATURES: MattermostFeatures = {
  blocks: false,
  multiselect: false,
  dateField: false,
  lookup: false,
  refresh: false,
};

/** What the server tells anyone at `GET /api/v4/config/client?format=old`. */
export interface ServerConfig {
  /** Such as "11.7.0". */
  readonly Version?: string;
  readonly FeatureFlagMmBlocksEnabled?: string;
}

/**
 * Reads which features the server has. The versions are from the changelog (docs.mattermost.com/product-overview/mattermost-v11-changelog.html).
 * Selects can ask for their options since 11.0. Until 11.7, each of them asked again whatever else was typed, and radio buttons
 * were sent as "[object Object]" (GitHub issues mattermost/mattermost#35626 and #35633). Since 11.10, the same release as Mattermost Blocks, a bot can also change what the buttons of its own posts call.
 */
export function featuresOf({ Version = "", FeatureFlagMmBlocksEnabled }: ServerConfig): MattermostFeatures {
  const isSince = (version: string) => compareVersions(Version, version) >= 0;
  return {
    blocks: isSince("11.10") && FeatureFlagMmBlocksEnabled === "true",
    multiselect: isSince("11.0"),
    dateField: isSince("11.1"),
    lookup: isSince("11.7"),
    refresh: isSince("11.1"),
  };
}

/** Compares versions such as "11.10.0" and "12.1". What isn't a version is older than all others. */
export function compareVersions(one: string, other: string): number {
  const [first, second] = [readVersion(one), readVersion(other)];
  return first[0] - second[0] || first[1] - second[1];
}

function readVersion(text: string): readonly [number, number] {
  const [, major = "0", minor = "0"] = /^v?(\d{1,4})\.(\d{1,4})/.exec(text) ?? [];
  return [Number(major), Number(minor)];
}
