// Files go to an address one after another, as they are; each answer goes to the page through a hidden field. Of folders go the
// files right in them whose names end as is wanted.
/** A folder's files, however many; those of folders below it are left. */
async function inside(folder) {
  const reader = folder.createReader(), entries = [];
  // A hundred at a time, until none come.
  for (let some; (some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))).length;) entries.push(...some);
  return Promise.all(entries.filter(entry => entry.isFile).map(entry => new Promise((resolve, reject) => entry.file(resolve, reject))));
}

export function upload(root, config) {
  const picker = root.querySelector("input[type=file]:not([webkitdirectory])"), folders = root.querySelector("input[webkitdirectory]"), answer = root.querySelector("input[data-answer]"), progress = root.querySelector("progress");
  const status = root.querySelector("[data-status]"), errors = root.querySelector("[data-errors]");
  let current = config, busy = false;
  const queue = [];

  function fail(text) {
    const item = document.createElement("li");
    item.textContent = text;
    errors.append(item);
    errors.hidden = false;
  }

  function send(file) {
    return new Promise(resolve => {
      const request = new XMLHttpRequest();
      request.open("POST", `${current.address}${current.address.includes("?") ? "&" : "?"}name=${encodeURIComponent(file.name)}`);
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.upload.onprogress = event => {
        progress.value = event.loaded / event.total;
        if (event.loaded === event.total) {
          progress.removeAttribute("value"); // how long the server takes is not known
          status.textContent = `${file.name}: ${current.working}`;
        }
      };
      request.onload = () => {
        let body = {};
        try { body = JSON.parse(request.responseText); } catch { /* no JSON: the status has to do */ }
        if (request.status < 300) {
          answer.value = request.responseText;
          answer.dispatchEvent(new Event("change", { bubbles: true }));
        } else {
          fail(body.detail ?? `${file.name}: the server answered ${request.status}.`);
        }
        resolve();
      };
      request.onerror = () => { fail(`${file.name}: the connection broke off. Nothing was kept; try again.`); resolve(); };
      status.textContent = `${file.name}: uploading`;
      request.send(file);
    });
  }

  const wanted = file => !file.name.startsWith(".") && current.accept.split(",").some(ending => file.name.toLowerCase().endsWith(ending));

  function takeFolder(files) {
    const some = files.filter(wanted);
    take(some);
    if (some.length < files.length) fail(`${files.length - some.length === 1 ? "1 other file of the folder was" : `${files.length - some.length} other files of the folder were`} passed over${some.length ? "" : `; none ends in ${current.accept.replaceAll(",", ", ")}`}.`);
  }

  async function take(files) {
    errors.replaceChildren();
    errors.hidden = true;
    for (const file of files) {
      if (file.size > current.mostBytes) fail(`${file.name} has ${Math.ceil(file.size / 2 ** 20)} MiB; at most ${current.mostBytes / 2 ** 20} are taken.`);
      else queue.push(file);
    }
    if (busy) return;
    busy = true;
    root.dataset.busy = "";
    progress.hidden = false;
    for (let file; (file = queue.shift());) await send(file);
    busy = false;
    delete root.dataset.busy;
    progress.hidden = true;
    status.textContent = "";
  }

  const change = () => { take([...picker.files]); picker.value = ""; };
  const chosen = () => { takeFolder([...folders.files].filter(file => file.webkitRelativePath.split("/").length === 2)); folders.value = ""; };
  const over = event => { if (event.dataTransfer?.types.includes("Files")) { event.preventDefault(); root.dataset.over = ""; } };
  const leave = () => delete root.dataset.over;
  const drop = event => {
    leave();
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    // Entries are only there until the event is over.
    const entries = current.folders ? [...event.dataTransfer.items].map(item => item.webkitGetAsEntry?.()).filter(entry => entry?.isDirectory) : [];
    if (entries.length === 0) return take([...event.dataTransfer.files]);
    Promise.all(entries.map(inside)).then(all => takeFolder(all.flat()), error => fail(`The folder cannot be read: ${error.message}`));
  };
  picker.addEventListener("change", change);
  root.addEventListener("dragover", over);
  root.addEventListener("dragleave", leave);
  root.addEventListener("drop", drop);
  folders?.addEventListener("change", chosen);
  picker.disabled = false;
  if (folders) folders.disabled = false;
  return {
    update(next) { current = next; },
    stop() {
      picker.removeEventListener("change", change);
      folders?.removeEventListener("change", chosen);
      root.removeEventListener("dragover", over);
      root.removeEventListener("dragleave", leave);
      root.removeEventListener("drop", drop);
    },
  };
}
