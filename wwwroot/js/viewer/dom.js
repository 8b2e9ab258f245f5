/** An element with properties (class, data-…, aria-… too) and children. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined) continue;
    name in element && !name.includes("-") ? element[name] = value : element.setAttribute(name === "class" ? "class" : name, value);
  }
  element.append(...children.filter(child => child !== null));
  return element;
}

/** Sets a text only where it changes, so that nothing is laid out again for nothing. */
export function say(element, text) { if (element.textContent !== text) element.textContent = text; }

export function save(blob, name) {
  const link = el("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
