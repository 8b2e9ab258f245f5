// What a list needs from the browser: arrows must not scroll the page, and the active row must be seen.
const moves = new Set(["ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End", " "]);

export function keys(scroller) {
  scroller.addEventListener("keydown", event => {
    if (moves.has(event.key) && event.target === scroller) event.preventDefault();
  });
}

/** Scrolls so that a row at `top` with `height` stands below the header and above the lower edge. */
export function reveal(scroller, top, height) {
  const header = scroller.querySelector("thead")?.offsetHeight ?? 0;
  if (top < scroller.scrollTop) scroller.scrollTop = top;
  else if (top + height > scroller.scrollTop + scroller.clientHeight - header) scroller.scrollTop = top + height - scroller.clientHeight + header;
}
