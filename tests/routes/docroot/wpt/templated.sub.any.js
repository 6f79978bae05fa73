console.log("{{host}}");
