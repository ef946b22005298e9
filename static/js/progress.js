// A page of work that goes on: how far it is, told again and again without leaving the page.

const SECONDS = 1.5;

async function look(told) {
    const answer = await fetch(location.href);
    if (!answer.ok || answer.redirected) {
        location.reload();
        return;
    }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.querySelector("[data-progress]");
    if (!now) {
        location.reload();
        return;
    }
    for (const part of ["progress", "[role=status]"]) {
        const [shown, fresh] = [told, now].map(place => place.querySelector(part));
        if (part === "progress") {
            shown.value = fresh.value;
        } else {
            shown.textContent = fresh.textContent;
        }
    }
    setTimeout(look, SECONDS * 1000, told);
}

const told = document.querySelector("[data-progress]");
if (told) {
    setTimeout(look, SECONDS * 1000, told);
}
