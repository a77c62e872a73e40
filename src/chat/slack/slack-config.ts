export interface SlackConfig {
  readonly mode: "socket" | "http";
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly apiUrl: string;
  readonly adminChannel: string;
  readonly admins: { readonly userGroup?: string | undefined; readonly users: readonly string[] };
  readonly messagesPerMinute: number;
}
