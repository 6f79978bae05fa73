let count = 0; onconnect = ({ ports: [port] }) => port.postMessage(++count);
