import { name } from "/modules/named.js"; onmessage = () => postMessage(name);
