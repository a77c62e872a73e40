import { element } from "./element.js";
import { time } from "./time.js";

/** Shows a panel as groups of rows. Groups that were opened stay open. */
export function panelGroups(groups, opened) {
  if (groups.length === 0) return element("p", { class: "nothing" }, "Nothing here yet.");
  return element(
    "div",
    {},
    groups.map(({ title, note, rows }, index) =>
      element(
        "details",
        {
          open: opened.get(title) ?? index === 0,
          ontoggle: (event) => opened.set(title, event.target.open),
        },
        element(
          "summary",
          {},
          element("strong", {}, title),
          note ? element("span", { class: "quiet" }, note) : "",
        ),
        element(
          "table",
          {},
          rows.map(({ at, label, text, bad }) =>
            element(
              "tr",
              { class: bad ? "bad" : "" },
              at === undefined
                ? [element("td", { class: "label" }, label), element("td", {}, text)]
                : [
                    element("td", { class: "label" }, time(at)),
                    element("td", {}, element("strong", {}, label), ` ${text}`),
                  ],
            ),
          ),
        ),
      ),
    ),
  );
}
