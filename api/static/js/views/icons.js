// Line icons, 24 units square, drawn with the text colour. They repeat what the words beside them say.

import { svg, html } from "/static/vendor/lit-html/lit-html.js";

const icon = (body) => html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${body}</svg>`;

export const ICONS = {
  pass: icon(svg`<circle cx="12" cy="12" r="9"/><path d="m7.8 12.3 2.9 2.9 5.5-6"/>`),
  fail: icon(svg`<circle cx="12" cy="12" r="9"/><path d="m8.8 8.8 6.4 6.400m0-6.4-6.4 6.4"/>`),
  unknown: icon(
    svg`<circle cx="12" cy="12" r="9" stroke-dasharray="3.2 2.45"/><path d="M9.6 9.800a2.4 2.4 0 1 1 3.5 2.100c-.8.5-1.1.9-1.1 1.7"/><path d="M12 16.600v.1"/>`,
  ),
  evidence: icon(svg`<path d="M6 3h9l4 4v14H6z"/><path d="M14.5 3v5H19M9 13.500l2 2 4-4"/>`),
  priority: icon(svg`<path d="m12 3.5 2.5 5.3 5.8.7-4.3 4 1.1 5.7-5.1-2.8-5.1 2.8 1.1-5.7-4.3-4 5.8-.7z"/>`),
  cite: icon(svg`<path d="M5 4h10l4 4v12H5z"/><path d="M8.5 11h7M8.5 15h5"/>`),
  word: icon(svg`<path d="M6 3h9l4 4v14H6z"/><path d="M14.5 3v5H19M12.5 11v6m-2.5-2.5 2.5 2.5 2.5-2.5"/>`),
  key: icon(svg`<circle cx="8" cy="12" r="4"/><path d="M12 12h9m-3 0v3.5"/>`),
  warn: icon(svg`<path d="M12 4 21 19.500H3z"/><path d="M12 10v4.500m0 2.200v.1"/>`),
};
