// Today: words are copied by one tap, a complaint asks what it is about, and the next card takes the place of the last.
"use strict";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const words = document.querySelector(button.dataset.copy);
  if (!(await copied(words))) return;
  const label = button.querySelector("span");
  label.dataset.before ||= label.textContent;
  label.textContent = button.dataset.copied;
  setTimeout(() => { label.textContent = label.dataset.before; }, 2000);
});

// A shop's own server may have no certificate: then the browser copies only what is selected.
async function copied(words) {
  if (window.isSecureContext) {
    await navigator.clipboard.writeText(words.textContent.trim());
    return true;
  }
  getSelection().selectAllChildren(words);
  const done = document.execCommand("copy");
  getSelection().removeAllRanges();
  return done;
}

// What is asked next lies in view, also when the keyboard comes up.
function show(entry) {
  entry?.scrollIntoView({ block: "end" });
}
document.addEventListener("focusin", (event) => {
  if (event.target.matches("textarea, input:not([type=radio])")) show(event.target.closest(".entry"));
});
window.addEventListener("resize", () => show(document.activeElement?.closest(".entry")));

document.addEventListener("change", (event) => {
  if (event.target.name !== "mood" && event.target.name !== "outcome") return;
  const form = event.target.form;
  const note = form.elements.note;
  const complains = form.elements.outcome.value === "reached" && form.elements.mood.value === "complaint";
  note.required = complains;
  if (note.dataset.complaint) note.placeholder = complains ? note.dataset.complaint : note.dataset.said;
  if (complains && event.target.name === "mood") note.focus();
  show(form.closest(".entry"));
});

// Who cannot see that the next card has come up hears its name.
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "work") document.getElementById("who")?.focus({ preventScroll: true });
});
