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
  if (entry) requestAnimationFrame(() => entry.scrollIntoView({ block: "end" })); // after the browser's own scrolling
}
document.addEventListener("focusin", (event) => {
  if (event.target.matches("textarea, input:not([type=radio])")) show(event.target.closest(".entry"));
});
// A thumb on its way to a button does not close the keyboard: the button would move away under it.
document.addEventListener("mousedown", (event) => {
  if (event.target.closest(".entry :is(.save, .chips label)")) event.preventDefault();
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

// The last thing that was said is the one that counts: more of them would lie over the next card.
document.addEventListener("notices", () => {
  for (const told of document.querySelectorAll("#toasts .toast")) told.remove();
}, true);

// Who cannot see that the next card has come up hears its name.
document.addEventListener("htmx:afterSettle", (event) => {
  show(event.target.closest(".entry")); // what was fetched into it made it grow
  if (event.target.id === "work") document.getElementById("who")?.focus({ preventScroll: true });
});
