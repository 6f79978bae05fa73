new BroadcastChannel(location.search).postMessage({ where: self.constructor.name });
