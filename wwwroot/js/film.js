// A picture over the outer steps: the slider scrubs, Play runs through, the strip jumps. The last frame is followed while a run goes on.
import { whole } from "./format.js";

const STRIP = 8, SECONDS = 6;
const SMALL = 128; // pictures of so few pixels are enlarged, and their pixels are what is to be seen
const get = key => new URLSearchParams(location.search).get(key);
const put = (key, value) => {
  const address = new URL(location.href);
  value === null ? address.searchParams.delete(key) : address.searchParams.set(key, value);
  history.replaceState(history.state, "", address);
};

export function film(root, config) {
  const part = name => root.querySelector(`[data-film="${name}"]`);
  const screen = part("screen"), slider = part("step"), play = part("play"), choice = part("image"), strip = part("strip");
  const loading = new Map(); // address → image; a frame is shown once it is there, so that a film does not flicker
  let shown = ""; // the addresses of the chosen name
  let name = get("picture") ?? config.frames[0].image, frames = [], at = 0, wanted = 0, follow = get("film") === null, timer = 0;

  const load = frame => {
    if (!loading.has(frame.address)) {
      const image = new Image();
      image.src = frame.address;
      loading.set(frame.address, image.decode().catch(() => {}));
    }
    return loading.get(frame.address);
  };

  /** The frames of the chosen name; the place in them stays, or follows the last. */
  function take() {
    const own = config.frames.filter(frame => frame.image === name);
    if (own.length === 0) { name = config.frames[0].image; return take(); }
    const step = frames[wanted]?.step ?? Number(get("film"));
    frames = own;
    const near = frames.findLastIndex(frame => frame.step <= step);
    if (choice) choice.value = name;
    for (const still of root.querySelectorAll("[data-film-still]")) still.hidden = still.dataset.filmStill !== name;
    slider.max = frames.length - 1;
    slider.disabled = play.disabled = frames.length < 2;
    const addresses = frames.map(frame => frame.address).join();
    if (addresses === shown) return;
    shown = addresses;
    fill();
    go(follow ? frames.length - 1 : Math.max(0, near));
  }

  async function go(next) {
    wanted = next;
    slider.value = next;
    const frame = frames[next];
    await load(frame);
    if (wanted !== next || frames[next] !== frame) return;
    at = next;
    Object.assign(screen, { src: frame.address, width: frame.width, height: frame.height, alt: `${frame.image} at step ${frame.step}${frame.words ? `: ${frame.words}` : ""}` });
    part("at").textContent = `step ${whole(frame.step)}`;
    screen.classList.toggle("pixels", frame.width <= SMALL);
    Object.assign(part("words"), { textContent: frame.words, title: frame.words });
    part("count").textContent = `${whole(at + 1)} of ${whole(frames.length)}`;
    slider.setAttribute("aria-valuetext", `step ${whole(frame.step)}`);
    for (const thumb of strip.children) thumb.setAttribute("aria-pressed", Number(thumb.dataset.at) === nearest(at));
    root.dataset.step = frame.step;
  }

  const places = () => {
    const count = Math.min(STRIP, frames.length);
    return Array.from({ length: count }, (_, i) => Math.round(i * (frames.length - 1) / Math.max(1, count - 1)));
  };
  const nearest = place => places().reduce((best, one) => Math.abs(one - place) < Math.abs(best - place) ? one : best, 0);

  function fill() {
    strip.replaceChildren(...places().map(place => {
      const frame = frames[place], button = document.createElement("button"), image = new Image(), caption = document.createElement("span");
      image.src = frame.address;
      image.alt = "";
      image.loading = "lazy";
      caption.textContent = whole(frame.step);
      Object.assign(button, { type: "button", title: `Step ${whole(frame.step)}` });
      button.setAttribute("aria-label", `Step ${whole(frame.step)}`);
      button.dataset.at = place;
      button.append(image, caption);
      button.onclick = () => { stop(); choose(place); };
      return button;
    }));
    strip.hidden = frames.length < 3;
  }

  function choose(place) {
    follow = place === frames.length - 1;
    put("film", follow ? null : frames[place].step);
    return go(place);
  }

  function stop() {
    clearTimeout(timer);
    timer = 0;
    play.setAttribute("aria-pressed", false);
    play.querySelector("[data-word]").textContent = "Play";
  }

  // Each frame as long as the film's seconds allow, but not before it is loaded.
  async function turn() {
    if (at >= frames.length - 1) { stop(); put("film", null); follow = true; return; }
    const began = performance.now();
    await choose(at + 1);
    if (timer) timer = setTimeout(turn, Math.max(20, Math.min(600, 1000 * SECONDS / frames.length) - (performance.now() - began)));
  }

  play.onclick = async () => {
    if (timer) return stop();
    play.setAttribute("aria-pressed", true);
    play.querySelector("[data-word]").textContent = "Pause";
    timer = -1;
    frames.forEach(load);
    if (at >= frames.length - 1) await choose(0);
    if (timer) timer = setTimeout(turn, 300);
  };
  slider.oninput = () => { stop(); choose(Number(slider.value)); };
  if (choice) choice.onchange = () => {
    stop();
    name = choice.value;
    put("picture", name === config.frames[0].image ? null : name);
    take();
  };
  take();
  return {
    update(next) { config = next; if (!timer) take(); },
    stop() { clearTimeout(timer); },
  };
}
