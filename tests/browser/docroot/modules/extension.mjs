export const kind = "mjs";
