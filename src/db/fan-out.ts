import type { NewNotification, NewView, Places } from "./change.ts";

/** A message to one place. */
export type SingleNotification<N extends NewNotification> = Omit<N, "toUser"> & {
  readonly toUser: string | null;
};

export const listPlaces = (places: Places): readonly string[] =>
  typeof places === "string" ? [places] : places;

/**
 * Returns one message for each place, so that each is delivered, or retried, on its own. The first keeps the key; in every other
 * place, the key names that place, and a reply belongs to the thread there.
 */
export function fanOut<N extends NewNotification>(message: N): SingleNotification<N>[] {
  const { toUser, key, thread } = message;
  if (toUser === null) return [{ ...message, toUser }];
  return listPlaces(toUser).map((place, at) => {
    if (at === 0) return { ...message, toUser: place };
    const own = (text: string) => `${text} in ${place}`;
    return {
      ...message,
      key: own(key),
      ...(thread === undefined ? {} : { thread: own(thread) }),
      toUser: place,
    };
  });
}

/** Returns one view for each place. */
export const fanOutViews = (views: readonly NewView[]): (NewView & { readonly place: string })[] =>
  views.flatMap(({ audience, place }) => listPlaces(place).map((one) => ({ audience, place: one })));
