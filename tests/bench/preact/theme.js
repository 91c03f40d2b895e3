// The agent's theme before the first paint, as Behalf's own pages have it.
document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "system";
