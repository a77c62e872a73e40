import { bots } from "./bots.ts";
import { channels } from "./channels.ts";
import { integrations } from "./integrations.ts";
import { posts } from "./posts.ts";
import type { Route } from "./route.ts";
import { system } from "./system.ts";
import { teams } from "./teams.ts";
import { users } from "./users.ts";

export const routes: readonly Route[] = [
  ...system,
  ...users,
  ...bots,
  ...teams,
  ...channels,
  ...posts,
  ...integrations,
];
