use crate::config::key_path::KeyPath;
use crate::config::keys::{ConfigFile, RouteKeys};
use crate::config::problem::Problems;
use crate::config::tenant_path;
use crate::config::values::RouteTarget;

/// That each route says for which paths it is and what answers, once.
pub fn check(keys: &ConfigFile, problems: &mut Problems<'_>) {
    let at_top = keys.route.iter().flatten().enumerate();
    for (index, route) in at_top {
        check_route(route, &KeyPath::of("route").index(index), problems);
    }
    for (tenant, keys) in keys.tenants().iter().enumerate() {
        for (index, route) in keys.routes().iter().enumerate() {
            check_route(route, &tenant_path(tenant).key("route").index(index), problems);
        }
    }
}

fn check_route(route: &RouteKeys, path: &KeyPath, problems: &mut Problems<'_>) {
    if route.path.is_none() {
        problems.add(path.key("path"), "missing; a route needs a pattern such as \"/api/{name}\"");
    }
    let answers = [
        ("rewrite", route.rewrite.is_some()),
        ("status", route.status.is_some()),
        ("file", route.file.is_some()),
        ("handler", route.handler.is_some()),
        ("app", route.app.is_some()),
    ];
    let given: Vec<&str> = answers.iter().filter(|(_, given)| *given).map(|(key, _)| *key).collect();
    match given.as_slice() {
        [] => problems.add(path.clone(), "nothing answers; add one of handler, file, app, rewrite and status"),
        [_] | ["file", "handler"] => {}
        [first, others @ ..] => {
            let others = others.join(" and ");
            let message = format!("only one thing can answer, and there is {others} too; remove all but one");
            problems.add(path.key(first), message);
        }
    }
    if let (Some(_), Some(pattern)) = (&route.app, &route.path)
        && pattern.0.0.place().is_none()
    {
        problems.add(path.key("path"), "an application has one place and all below it; write it as /api/*");
    }
    for (key, target) in [("file", &route.file), ("rewrite", &route.rewrite)] {
        let (Some(target), Some(pattern)) = (target, &route.path) else { continue };
        let RouteTarget(template) = &target.0;
        for group in template.groups().filter(|group| !pattern.0.0.has_group(group)) {
            let group = if group == "*" { "*".to_owned() } else { format!("{{{group}}}") };
            problems.add(
                path.key(key),
                format!("\"{template}\": the pattern of path has no {group}; add it there, or leave it out here"),
            );
        }
    }
}
