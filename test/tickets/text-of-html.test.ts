import { expect, it } from "vitest";
import { textOfHtml } from "../../src/tickets/rt/text-of-html.ts";

it.each([
  ["lines", "<div>Name: Bo</div><div>PI: <i>Ada</i> Okafor</div>", "Name: Bo\nPI: Ada Okafor"],
  [
    "breaks within the source",
    "<p>Name:\n  Bo<br />\nPI: Ada</p>\n<p>Thanks</p>",
    "Name: Bo\nPI: Ada\nThanks",
  ],
  [
    "cells of a table",
    "<table><tr><td>Name</td><td>Bo</td></tr><tr><td>PI</td><td>Ada</td></tr></table>",
    "Name Bo\nPI Ada",
  ],
  [
    "names of characters",
    "J&ouml;rg &amp; S&ouml;hne &#39;x&#x27; &lt;b&gt; &frac12;",
    "Jörg & Söhne 'x' <b> ½",
  ],
  ["names that aren't any", "a &nosuch; b & c &#0; &#99999999;", "a &nosuch; b & c &#0; &#99999999;"],
  ["an ampersand that is escaped twice", "&amp;lt;", "&lt;"],
  [
    "styles, scripts, and comments",
    "<style>p { color: red }</style><!-- <p>no</p> --><p>yes</p><script>no()</script>",
    "yes",
  ],
  ["nothing", "<p>&nbsp;</p>", ""],
])("The text of HTML keeps %s as people see them", (_, html, text) => {
  expect(textOfHtml(html)).toBe(text);
});
