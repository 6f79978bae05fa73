use crate::policy::Settings;
use crate::server_names::host_names;

/// What a certificate is for besides the configured hosts: whoever tries the server on the machine itself.
const LOCAL: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// The names and addresses that the configuration's hosts have, each once; addresses without brackets.
pub fn names(settings: &Settings) -> Vec<String> {
    let hosts = settings.tenants.iter().flat_map(|tenant| tenant.hosts.iter().map(String::as_str));
    let of_server = settings.names.as_ref().map(host_names).unwrap_or_default();
    let mut names: Vec<String> = Vec::new();
    for name in LOCAL.into_iter().chain(hosts).chain(of_server.iter().map(String::as_str)) {
        let name = name.trim_start_matches('[').trim_end_matches(']');
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}
