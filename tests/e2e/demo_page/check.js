// What the page owes to everybody, as complaints: text that can be read, names for what can be pressed, and nothing
// that runs out of a narrow screen. Runs in the page.

const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

/** Any colour of CSS as red, green, blue and opacity. */
function channels(color) {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
  return { rgb: [red, green, blue], alpha: alpha / 255 };
}

const over = (top, below) => top.rgb.map((one, index) => one * top.alpha + below[index] * (1 - top.alpha));

/** The colour behind an element: its own and its parents' backgrounds, one on another. */
function backdrop(node) {
  if (!node) return [255, 255, 255];
  return over(channels(getComputedStyle(node).backgroundColor), backdrop(node.parentElement));
}

function luminance(rgb) {
  const [red, green, blue] = rgb.map((one) => {
    const part = one / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast of two colours, by the Web Content Accessibility Guidelines. */
function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

const isSeen = (node) => node.checkVisibility({ visibilityProperty: true }) && !node.closest("[inert]");

/** The contrast that a text of this size needs. */
function needed(style) {
  const size = parseFloat(style.fontSize);
  return size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
}

const complaints = [];
const place = (node) => `${node.tagName.toLowerCase()}.${node.className}#${node.id}`;

const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (texts.nextNode()) {
  const node = texts.currentNode.parentElement;
  if (!/[\p{L}\p{N}]/u.test(texts.currentNode.data) || !isSeen(node)) continue;
  if (node.getBoundingClientRect().width <= 1 || node.closest(".spoiler:not(.open)")) continue;
  const style = getComputedStyle(node);
  const behind = backdrop(node);
  const found = contrast(over(channels(style.color), behind), behind);
  if (found < needed(style)) complaints.push(`contrast ${found.toFixed(2)}: ${place(node)} “${texts.currentNode.data.slice(0, 30)}”`);
}

for (const node of document.querySelectorAll("button, a, input, select, textarea, [role=option], [role=img]")) {
  if (!isSeen(node)) continue;
  const name = node.getAttribute("aria-label") ?? node.labels?.[0]?.textContent ?? node.textContent;
  if (!name.trim()) complaints.push(`no name: ${place(node)}`);
}

for (const node of document.querySelectorAll("button, select")) {
  const isCut = getComputedStyle(node).textOverflow === "ellipsis";
  if (isSeen(node) && !isCut && node.scrollWidth > node.clientWidth + 1) complaints.push(`runs over its edge: ${place(node)}`);
}

const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
for (const id of ids.filter((id, index) => ids.indexOf(id) !== index)) complaints.push(`two of the id ${id}`);

for (const node of document.querySelectorAll(".log, .tickets, .who, .bottom")) {
  if (isSeen(node) && node.scrollWidth > node.clientWidth) complaints.push(`runs over its edge: ${place(node)}`);
}

if (document.scrollingElement.scrollWidth > innerWidth) {
  complaints.push(`wider than the screen: ${document.scrollingElement.scrollWidth} of ${innerWidth}`);
}

return complaints;
