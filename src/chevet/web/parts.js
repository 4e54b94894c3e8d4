/** The files of a page that an instrument shows one at a time: what widgets/parts.py wrote, seen from the page. */

/** The name under which the site wrote `{"$chevet-file": …}`. */
const FILE = "$chevet-file";
const KINDS = { ".svg": "image/svg+xml", ".js": "text/javascript" };

/** The address of a drawing or a module: a file of the site, or in a notebook the text itself. */
export function addressOf(part, base) {
  return part.content === undefined
    ? new URL(part[FILE], base).href
    : `data:${KINDS[part[FILE]] ?? KINDS[".svg"]};charset=utf-8,${encodeURIComponent(part.content)}`;
}
