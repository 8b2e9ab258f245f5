// Files go to an address one after another, as they are; each answer goes to the page through a hidden field.
export function upload(root, config) {
  const picker = root.querySelector("input[type=file]"), answer = root.querySelector("input[data-answer]"), progress = root.querySelector("progress");
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
  const over = event => { if (event.dataTransfer?.types.includes("Files")) { event.preventDefault(); root.dataset.over = ""; } };
  const leave = () => delete root.dataset.over;
  const drop = event => { leave(); if (event.dataTransfer?.files.length) { event.preventDefault(); take([...event.dataTransfer.files]); } };
  picker.addEventListener("change", change);
  root.addEventListener("dragover", over);
  root.addEventListener("dragleave", leave);
  root.addEventListener("drop", drop);
  picker.disabled = false;
  return {
    update(next) { current = next; },
    stop() {
      picker.removeEventListener("change", change);
      root.removeEventListener("dragover", over);
      root.removeEventListener("dragleave", leave);
      root.removeEventListener("drop", drop);
    },
  };
}
