// What every page needs beside htmx and Bootstrap: notices, a busy sign, and no double entries.
"use strict";

function notice(text, level, undo, pane) {
  const toast = document.createElement("div");
  toast.className = `toast align-items-center text-bg-${level === "error" ? "danger" : level}`;
  toast.setAttribute("role", level === "error" ? "alert" : "status");
  const line = document.createElement("div");
  line.className = "d-flex";
  const body = document.createElement("div");
  body.className = "toast-body";
  body.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn-close btn-close-white me-2 m-auto";
  close.dataset.bsDismiss = "toast";
  close.setAttribute("aria-label", document.body.dataset.close);
  line.append(body);
  if (undo) {
    const back = document.createElement("button");
    back.type = "button";
    back.className = "undo";
    back.textContent = document.body.dataset.undo;
    back.addEventListener("click", () => {
      bootstrap.Toast.getInstance(toast).hide();
      htmx.ajax("POST", undo, { source: pane, target: pane, swap: "innerHTML" });
    });
    line.append(back);
  }
  line.append(close);
  toast.append(line);
  document.getElementById("toasts").append(toast);
  toast.addEventListener("hidden.bs.toast", () => toast.remove());
  new bootstrap.Toast(toast, { delay: undo ? 10000 : 6000 }).show();
}

// Sent by dealercrm.middleware.messages_for_fragments in the HX-Trigger header.
document.addEventListener("notices", (event) => {
  const pane = event.target.closest(".tab-pane, #work"); // what was done in a part of the page is taken back there
  for (const { text, level, undo } of event.detail.value) notice(text, level, pane && undo, pane);
});
// What was made or changed is brought into view, and lit up for a moment.
function showMade(id) {
  const made = id && document.getElementById(id);
  if (!made) return false;
  made.scrollIntoView({ block: "center" });
  made.classList.add("is-made");
  return true;
}
document.addEventListener("made", (event) => showMade(event.detail.id));
let awaited = decodeURIComponent(location.hash.slice(1)); // on this page, or in a tab it fetches
for (const moment of ["DOMContentLoaded", "htmx:afterSettle"]) {
  document.addEventListener(moment, () => { if (showMade(awaited)) awaited = ""; });
}
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status !== 401) notice(document.body.dataset.failed, "error"); // 401 leads to the login page
});
document.addEventListener("htmx:sendError", () => notice(document.body.dataset.noSignal, "error"));
// The address of a list says only what is asked for.
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.elt.matches("form[data-terse]")) return;
  for (const [name, value] of [...event.detail.formData]) if (value === "") event.detail.formData.delete(name);
});
document.addEventListener("htmx:beforeRequest", (event) => event.detail.target.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", (event) => {
  event.detail.requestConfig.target.removeAttribute("aria-busy"); // an answer may have been led elsewhere
  if (event.detail.elt.matches("select[data-reset]")) event.detail.elt.value = ""; // a choice that does something, once
});

// What is wrong may stand far below what a phone shows: the cursor is led to the first of it.
function leadToWhatIsWrong(part) {
  const wrong = part.querySelector("form .is-invalid, form .alert-danger");
  if (!wrong) return;
  wrong.focus({ preventScroll: true });
  wrong.scrollIntoView({ block: "center" });
}
document.addEventListener("DOMContentLoaded", () => leadToWhatIsWrong(document));
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.xhr?.status === 422) leadToWhatIsWrong(event.detail.target);
});

// On a phone the choices of a page stand in one row without their button (app.css): choosing is asking.
document.documentElement.classList.add("js");
document.addEventListener("change", (event) => {
  const button = event.target.form?.matches(".one-row") && event.target.form.querySelector("button");
  if (button && button.offsetParent === null) event.target.form.requestSubmit();
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  const question = event.submitter?.dataset.confirm || form.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    return;
  }
  if (form.method !== "post" || event.defaultPrevented || form.matches("[hx-post]")) return;
  // After this tick, so that the pressed button's own value is still sent.
  setTimeout(() => form.querySelectorAll("button:enabled:not([type=button])").forEach((button) => {
    button.disabled = true;
    button.dataset.sent = "";
  }));
});
// Files on their way: too much is said before it is sent, and a slow connection is seen to move.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-most]")) return;
  const files = [...form.querySelectorAll("input[type=file]")].flatMap((input) => [...input.files]);
  if (files.reduce((sum, file) => sum + file.size, 0) <= Number(form.dataset.most)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  notice(form.dataset.tooMuch, "error");
}, true);
document.addEventListener("htmx:xhr:progress", (event) => {
  const bar = event.target.matches("form[data-most]") && event.target.querySelector("progress");
  if (!bar || !event.detail.lengthComputable) return;
  bar.hidden = false;
  bar.value = event.detail.loaded / event.detail.total;
});
document.addEventListener("htmx:afterRequest", (event) => {
  const bar = event.target.matches("form[data-most]") && event.target.querySelector("progress");
  if (bar) bar.hidden = true;
});

// A page the browser kept and shows again by its back button must be usable again.
window.addEventListener("pageshow", () => {
  document.querySelectorAll("button[data-sent]").forEach((button) => (button.disabled = false));
});
document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
