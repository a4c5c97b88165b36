"use strict";
// The chat page: draws what the server tells, and tells it what the reader does.

const SILENT_MS = 15000; // a bot that has not answered a tap by then never will

const $ = (id) => document.getElementById(id);
const reader = Number(document.body.dataset.reader);
const shown = new Map(); // message number -> { data, element }
const tapped = new Map(); // callback query number -> button
const answered = new Set();
let blocked = false;
let quietAgain = 0;

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function clock(unix) {
  return new Date(unix * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

function day(unix) {
  const date = new Date(unix * 1000);
  const today = new Date().toDateString() === date.toDateString();
  return today ? "Today" : date.toLocaleDateString([], { day: "numeric", month: "long", year: "numeric" });
}

async function post(what, body) {
  try {
    const response = await fetch(`api/readers/${reader}/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    toast(answer.error);
  } catch {
    toast("The service does not answer.");
  }
  return null;
}

// ---- drawing

function drawState(state) {
  blocked = state.blocked;
  $("bot").textContent = state.bot;
  $("description").textContent = state.description || "Press Start and see.";
  $("language").value = state.language;
  $("block").textContent = blocked ? "Unblock bot" : "Block bot";
  drawCommands(state.commands);
  const present = new Set(state.messages.map((message) => message.id));
  for (const id of [...shown.keys()]) if (!present.has(id)) remove(id);
  for (const message of state.messages) drawMessage(message, false);
  drawComposer();
}

function drawComposer() {
  const empty = shown.size === 0;
  $("welcome").hidden = !empty || blocked;
  $("start").hidden = !empty || blocked;
  $("unblock").hidden = !blocked;
  $("form").hidden = blocked;
}

function drawCommands(commands) {
  $("menu").hidden = commands.length === 0;
  $("commands").replaceChildren(
    ...commands.map(({ command, description }) => {
      const item = make("li");
      const button = make("button");
      button.type = "button";
      button.append(make("b", "", `/${command}`), make("span", "", description));
      button.addEventListener("click", () => {
        $("menu").open = false;
        say(`/${command}`);
      });
      item.append(button);
      return item;
    }),
  );
}

function drawMessage(data, isNews) {
  const known = shown.get(data.id);
  if (known && JSON.stringify(known.data) === JSON.stringify(data)) return;
  const log = $("log");
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
  const element = message(data);
  if (known) {
    if (isNews) element.classList.add("changed");
    known.element.replaceWith(element);
  } else {
    const last = [...shown.values()].at(-1);
    if (!last || day(last.data.date) !== day(data.date)) log.append(make("p", "day", day(data.date)));
    log.append(element);
  }
  shown.set(data.id, { data, element });
  if (atEnd || (!known && !data.from_bot)) log.scrollTop = log.scrollHeight;
}

function message(data) {
  const element = make("article", data.from_bot ? "message" : "message me");
  element.id = `message-${data.id}`;
  element.setAttribute("aria-label", data.from_bot ? $("bot").textContent : "You");
  const bubble = make("div", "bubble");
  if (data.reply) bubble.append(make("div", "reply", data.reply));
  const words = make("div", "words");
  words.dir = "auto";
  words.innerHTML = data.html; // built by the server, which escapes every character
  bubble.append(words, stamp(data));
  element.append(bubble);
  if (data.buttons.length) element.append(keyboard(data));
  return element;
}

function stamp(data) {
  const parts = [];
  if (data.silent) parts.push("silent");
  if (data.edited) parts.push(`edited ${clock(data.edited)}`);
  parts.push(clock(data.date));
  const element = make("p", "stamp", parts.join(" · "));
  element.title = new Date(data.date * 1000).toLocaleString();
  return element;
}

function keyboard(data) {
  const element = make("div", "buttons");
  for (const buttons of data.buttons) {
    const row = make("div", "row");
    row.append(...buttons.map((button) => widget(data.id, button)));
    element.append(row);
  }
  return element;
}

function widget(messageId, { text, kind, value, style }) {
  const element = make(kind === "url" ? "a" : "button", `${kind} ${style}`.trim(), text);
  if (kind === "url") {
    Object.assign(element, { href: value, target: "_blank", rel: "noopener noreferrer" });
    return element;
  }
  element.type = "button";
  if (kind === "callback") element.addEventListener("click", () => tap(messageId, value, element));
  else if (kind === "copy") element.addEventListener("click", () => copy(value));
  else element.addEventListener("click", () => toast("The sandbox does not play this kind of button."));
  return element;
}

function remove(id) {
  const known = shown.get(id);
  if (!known) return;
  const before = known.element.previousElementSibling;
  const after = known.element.nextElementSibling;
  known.element.remove();
  shown.delete(id);
  const isAlone = before?.classList.contains("day") && (!after || after.classList.contains("day"));
  if (isAlone) before.remove();
}

function toast(text) {
  const element = make("div", "toast", text);
  $("toasts").append(element);
  setTimeout(() => element.remove(), 4000);
}

// ---- the reader

function say(text) {
  return post("messages", { text });
}

async function tap(messageId, data, button) {
  if (button.getAttribute("aria-busy") === "true") return;
  button.setAttribute("aria-busy", "true");
  const answer = await post("callbacks", { message_id: messageId, data });
  const id = answer?.callback_query_id;
  if (!id || answered.delete(id)) {
    button.removeAttribute("aria-busy");
    return;
  }
  tapped.set(id, button);
  setTimeout(() => {
    if (!tapped.delete(id)) return;
    button.removeAttribute("aria-busy");
    toast("The bot did not answer the tap.");
  }, SILENT_MS);
}

function answer({ query, text, alert }) {
  const button = tapped.get(query);
  if (button) button.removeAttribute("aria-busy");
  else answered.add(query);
  tapped.delete(query);
  if (!text) return;
  if (!alert) {
    toast(text);
    return;
  }
  $("alert-text").textContent = text;
  if (!$("alert").open) $("alert").showModal();
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied.");
  } catch {
    toast(text);
  }
}

async function send() {
  const text = $("text").value.trim();
  if (!text) return;
  $("text").value = "";
  if (!(await say(text))) $("text").value = text;
  $("text").focus();
}

$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
$("text").addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  send();
});
$("start").addEventListener("click", () => say("/start"));
$("unblock").addEventListener("click", () => post("blocked", { blocked: false }));
$("block").addEventListener("click", () => {
  $("settings").open = false;
  post("blocked", { blocked: !blocked });
});
$("language").addEventListener("change", (event) => post("language", { language: event.target.value }));
$("reader").addEventListener("change", (event) => {
  const numbers = [...event.target.options].map((option) => Number(option.value) || 0);
  const chosen = event.target.value === "new" ? Math.max(...numbers) + 1 : event.target.value;
  location.search = `?reader=${chosen}`;
});

function reveal(element) {
  if (element.matches(".spoiler")) element.classList.toggle("shown");
  if (element.matches(".folded")) element.classList.toggle("unfolded");
}
$("log").addEventListener("click", (event) => {
  const target = event.target.closest(".command, .spoiler, .folded");
  if (target?.matches(".command")) say(target.dataset.command);
  else if (target) reveal(target);
});
$("log").addEventListener("keydown", (event) => {
  if ((event.key === "Enter" || event.key === " ") && event.target.matches(".spoiler, .folded")) {
    event.preventDefault();
    reveal(event.target);
  }
});
document.addEventListener("click", (event) => {
  for (const details of document.querySelectorAll("details[open]"))
    if (!details.contains(event.target)) details.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const details of document.querySelectorAll("details[open]")) {
    details.open = false;
    details.querySelector("summary").focus();
  }
});

// ---- the server

function present(text) {
  clearTimeout(quietAgain);
  $("presence").textContent = text;
}

function listen() {
  const events = new EventSource(`events?reader=${reader}`);
  const on = (kind, act) => events.addEventListener(kind, (event) => act(JSON.parse(event.data)));
  events.addEventListener("open", () => present("bot"));
  events.addEventListener("error", () => {
    present("connecting…");
    // A browser gives up on a refusal; the service may only be starting again.
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
  on("state", drawState);
  on("message", (data) => {
    present("bot");
    drawMessage(data, true);
    drawComposer();
  });
  on("edited", (data) => drawMessage(data, true));
  on("deleted", (ids) => {
    ids.forEach(remove);
    drawComposer();
  });
  on("toast", answer);
  on("action", (action) => {
    present(action === "typing" ? "typing…" : "sending…");
    quietAgain = setTimeout(() => present("bot"), 5000);
  });
}

drawState(JSON.parse(document.body.dataset.state));
listen();
