const values = {
  quoted: '{{GET[quoted]}}',
  host: "{{host}}",
  hosts: { "": "{{hosts[][]}}", "www": "{{domains[www]}}" },
  alternate: { "": "{{hosts[alt][]}}", "www": "{{hosts[alt][www]}}" },
  ports: { http: {{ports[http][0]}}, https: {{ports[https][0]}}, h2: {{ports[h2][0]}} },
};
