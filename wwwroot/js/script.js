const loading = new Map();

/** Loads a classic script once; resolves when the global that it defines is there. */
export function script(address, global) {
  if (globalThis[global]) return Promise.resolve();
  if (!loading.has(address)) {
    loading.set(address, new Promise((resolve, reject) => {
      const element = document.createElement("script");
      element.src = address;
      element.onload = resolve;
      element.onerror = () => reject(new Error(`${address} could not be loaded`));
      document.head.append(element);
    }));
  }
  return loading.get(address);
}
