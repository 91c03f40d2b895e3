// The agent's theme, before the first paint: the panel keeps its name in localStorage. A plain script, since a module
// would run too late.
document.documentElement.dataset.theme = localStorage.getItem("theme") ?? "system";
