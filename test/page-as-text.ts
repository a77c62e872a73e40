/** Renders one of our pages as readable text, one line per element, for comparison with the approved golden files. */
export function pageAsText(html: string): string {
  const title = html.match(/<title>(.*?)<\/title>/s)?.[1] ?? "";
  const body = html.replace(/^.*<body>/s, "");
  const text = body
    .replace(/<header>.*?<\/header>/s, "")
    .replace(
      /<form [^>]*data-strength="([^"]*)"[^>]*data-strengths="([^"]*)"[^>]*data-mismatch="([^"]*)"[^>]*data-show="([^"]*)"[^>]*>/g,
      "\n($1 $2)\n($3)\n($4)\n",
    )
    .replace(/<h1>(.*?)<\/h1>/gs, "\n# $1\n")
    .replace(/<h2>(.*?)<\/h2>/gs, "\n## $1\n")
    .replace(/<p class="problem"[^>]*>\s*/g, "\n! ")
    .replace(/<p class="hint"[^>]*>/g, "\n  ")
    .replace(/<label[^>]*>(.*?)<\/label>/gs, "\n$1: <input>\n")
    .replace(/<button[^>]*>(.*?)<\/button>/gs, "\n[$1]\n")
    .replace(/<summary[^>]*>(.*?)<\/summary>/gs, "\n▸ $1\n")
    .replace(/<a [^>]*href="([^"]*)"[^>]*>(.*?)<\/a>/gs, "$2 <$1>")
    .replace(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/gs, "\n$1: $2\n")
    .replace(/<li(?: [^>]*)?>/g, "\n• ")
    .replace(/<blockquote[^>]*>/g, "\n> ")
    .replace(/<(?!input>)(?!(?:\/|mailto:)\S*>)[^>]*>/g, "")
    .replace(/<\/[a-z]+\d?>/g, "");
  const lines = text
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== "");
  return [`Title: ${title}`, ...lines].map(unescapeHtml).join("\n");
}

const unescapeHtml = (text: string) =>
  text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
