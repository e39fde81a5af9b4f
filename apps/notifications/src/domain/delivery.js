/**
 * `server-away`: nobody answers, or not as the settings demand. `server-busy`: it takes no more connections for now.
 * `data-away`: accounts or cards does not answer. `stopping`: this process ends.
 */ export {};

//# sourceMappingURL=delivery.js.map
