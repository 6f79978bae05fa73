export const name = "a file";
