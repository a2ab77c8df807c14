// One can paste at once. Alpine moves the page about while it starts, and the browser then forgets its autofocus.
document.querySelector("[autofocus]")?.focus();
