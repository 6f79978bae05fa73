const response = await fetch(new URL("greeting.py", import.meta.url));
export const greeting = await response.text();
