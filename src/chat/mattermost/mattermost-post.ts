/** A message as Mattermost takes it. */
export interface MattermostPost {
  readonly message: string;
  readonly props: Record<string, unknown>;
}
