//! seccomp: the system calls that can be made. What is left out is answered as by a kernel that does not permit it.

use std::collections::BTreeMap;

use libc::c_long;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch, apply_filter, apply_filter_all_threads,
};

use super::plan::Network;
use super::{ConfinementError, Outcome, system_calls};

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

/// Namespaces of any kind, among the flags of clone(2) and unshare(2): in one of its own, a process has rights again.
const NAMESPACES: i32 = libc::CLONE_NEWNS
    | libc::CLONE_NEWCGROUP
    | libc::CLONE_NEWUTS
    | libc::CLONE_NEWIPC
    | libc::CLONE_NEWUSER
    | libc::CLONE_NEWPID
    | libc::CLONE_NEWNET;

/// Requests of ioctl(2) that put characters into the input of a terminal, as if its user had typed them.
const TYPING: [libc::c_ulong; 2] = [libc::TIOCSTI, libc::TIOCLINUX];

/// Confines this thread, and those it starts.
pub fn confine() -> Result<Outcome, ConfinementError> {
    let Ok(machine) = TargetArch::try_from(std::env::consts::ARCH) else {
        let lacks = format!("system calls can not be told apart on {}: all can be made", std::env::consts::ARCH);
        return Ok(Outcome { is_confined: false, lacks: Some(lacks) });
    };
    if !is_there() {
        let lacks = "this kernel has no seccomp filters: all system calls can be made".to_owned();
        return Ok(Outcome { is_confined: false, lacks: Some(lacks) });
    }
    // Whichever permits less counts. The C library makes do with clone(2) where the kernel does not know clone3(2).
    let unknown = BTreeMap::from([(libc::SYS_clone3, Vec::new())]);
    let filters = [
        SeccompFilter::new(unknown, SeccompAction::Allow, refused_by(libc::ENOSYS), machine),
        SeccompFilter::new(needed().map_err(refused)?, refused_by(libc::EPERM), SeccompAction::Allow, machine),
    ];
    for filter in filters {
        apply_filter(&program(filter)?).map_err(refused)?;
    }
    Ok(Outcome { is_confined: true, lacks: None })
}

/// Confines all threads further: a server that listens makes no sockets but, for some, those of its requests of others.
pub fn seal(network: Network) -> Result<(), ConfinementError> {
    let refused_calls: Rules = match network {
        Network::Any => return Ok(()),
        Network::None => [libc::SYS_socket, libc::SYS_bind, libc::SYS_listen, libc::SYS_connect]
            .map(|call| (call, Vec::new()))
            .into(),
        Network::Outgoing => {
            let mut calls: Rules = [libc::SYS_bind, libc::SYS_listen].map(|call| (call, Vec::new())).into();
            calls.insert(libc::SYS_socket, other_families().map_err(refused)?);
            calls
        }
    };
    let (Ok(machine), true) = (TargetArch::try_from(std::env::consts::ARCH), is_there()) else { return Ok(()) };
    let filter = SeccompFilter::new(refused_calls, SeccompAction::Allow, refused_by(libc::EPERM), machine);
    apply_filter_all_threads(&program(filter)?).map_err(refused)
}

fn program(filter: Result<SeccompFilter, seccompiler::BackendError>) -> Result<BpfProgram, ConfinementError> {
    filter.and_then(TryInto::try_into).map_err(refused)
}

fn refused(error: impl std::fmt::Display) -> ConfinementError {
    ConfinementError::Refused(format!("seccomp: {error}"))
}

fn refused_by(error: i32) -> SeccompAction {
    SeccompAction::Errno(error.unsigned_abs())
}

/// Whether the kernel can filter.
fn is_there() -> bool {
    std::fs::read_to_string("/proc/self/status")
        .is_ok_and(|status| status.lines().any(|line| line.starts_with("Seccomp:")))
}

/// What is allowed, some of it under conditions.
fn needed() -> Result<Rules, seccompiler::BackendError> {
    let mut rules: Rules = system_calls::needed().map(|call| (call, Vec::new())).collect();
    let no_namespace = || argument(0, SeccompCmpOp::MaskedEq(NAMESPACES as u64), 0);
    // It is the first argument of both.
    let conditions: [(c_long, Vec<SeccompCondition>); 3] = [
        (libc::SYS_clone, vec![no_namespace()?]),
        (libc::SYS_unshare, vec![no_namespace()?]),
        (
            libc::SYS_ioctl,
            TYPING.map(|request| argument(1, SeccompCmpOp::Ne, request)).into_iter().collect::<Result<_, _>>()?,
        ),
    ];
    for (call, conditions) in conditions {
        rules.insert(call, vec![SeccompRule::new(conditions)?]);
    }
    Ok(rules)
}

/// Sockets that are not the internet's, nor for asking the kernel which addresses it has.
fn other_families() -> Result<Vec<SeccompRule>, seccompiler::BackendError> {
    let families = [libc::AF_INET, libc::AF_INET6, libc::AF_NETLINK];
    let conditions = families.map(|family| argument(0, SeccompCmpOp::Ne, family as u64));
    Ok(vec![SeccompRule::new(conditions.into_iter().collect::<Result<_, _>>()?)?])
}

/// The kernel reads 32 bits of each of these.
fn argument(index: u8, compare: SeccompCmpOp, value: u64) -> Result<SeccompCondition, seccompiler::BackendError> {
    SeccompCondition::new(index, SeccompCmpArgLen::Dword, compare, value)
}
