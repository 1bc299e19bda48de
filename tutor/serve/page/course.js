// What textual.js leaves to its page: where the websocket is, and who has the keys.
const body = document.body;
const again = document.getElementById("again");

// Told from the page's own address, so that it is right behind a server with TLS, too.
document.getElementById("terminal").dataset.sessionWebsocketUrl = `${location.origin.replace(/^http/, "ws")}/ws`;
again.addEventListener("click", () => location.replace("/"));

let begun = false;
new MutationObserver(() => {
  if (body.classList.contains("-closed")) again.focus();
  else if (body.classList.contains("-first-byte") && !begun) {
    begun = true;
    document.querySelector(".xterm-helper-textarea").focus();
  }
}).observe(body, { attributeFilter: ["class"] });
