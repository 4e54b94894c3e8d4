/** The files of a page that an instrument shows one at a time: what widgets/parts.py wrote, seen from the page. */

/** The name under which the site wrote `{"$chevet-file": …}`. */
const FILE = "$chevet-file";

/** The address of a drawing: a file of the site, or in a notebook the drawing itself. */
export function addressOf(part, base) {
  return part.content === undefined
    ? new URL(part[FILE], base).href
    : `data:image/svg+xml;charset=utf-8,${encodeURIComponent(part.content)}`;
}
