//! seccomp: the system calls that can be made. What is left out is answered as by a kernel that does not permit it.

use std::collections::BTreeMap;

use libc::c_long;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch, apply_filter, apply_filter_all_threads,
};

use super::plan::{Network, Plan};
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

/// Of time, which is none of clone(2)'s flags: it has the signal at a child's end in that place.
const NAMESPACE_OF_TIME: i32 = 0x80;

/// The first argument of ioprio_set(2) where the second is a process.
const IOPRIO_WHO_PROCESS: u64 = 1;

/// Requests of ioctl(2) that put characters into the input of a terminal, as if its user had typed them.
const TYPING: [libc::c_ulong; 2] = [libc::TIOCSTI, libc::TIOCLINUX];

/// Confines this thread, and those it starts.
pub fn confine(plan: &Plan) -> Result<Outcome, ConfinementError> {
    let Some(machine) = machine() else {
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
        SeccompFilter::new(needed(plan).map_err(refused)?, refused_by(libc::EPERM), SeccompAction::Allow, machine),
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
        Network::None => unconditional([libc::SYS_socket, libc::SYS_bind, libc::SYS_listen, libc::SYS_connect]),
        Network::Outgoing => {
            let mut calls = unconditional([libc::SYS_bind, libc::SYS_listen]);
            calls.insert(libc::SYS_socket, other_families().map_err(refused)?);
            calls
        }
    };
    let refused_calls: Rules = refused_calls.into_iter().chain(ways_around().map_err(refused)?).collect();
    let (Some(machine), true) = (machine(), is_there()) else { return Ok(()) };
    let filter = SeccompFilter::new(refused_calls, SeccompAction::Allow, refused_by(libc::EPERM), machine);
    apply_filter_all_threads(&program(filter)?).map_err(refused)
}

fn unconditional<const N: usize>(calls: [c_long; N]) -> Rules {
    calls.map(|call| (call, Vec::new())).into()
}

/// The machines whose system calls are listed.
fn machine() -> Option<TargetArch> {
    TargetArch::try_from(std::env::consts::ARCH).ok().filter(|_| system_calls::ARE_LISTED)
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
fn needed(plan: &Plan) -> Result<Rules, seccompiler::BackendError> {
    let mut rules: Rules = system_calls::needed(plan.files_at_will).map(|call| (call, Vec::new())).collect();
    let no_flag = |flags: i32| argument(0, SeccompCmpOp::MaskedEq(flags as u64), 0);
    let own_process = |index| argument(index, SeccompCmpOp::Eq, 0);
    let conditions: [(c_long, Vec<SeccompCondition>); 6] = [
        (libc::SYS_clone, vec![no_flag(NAMESPACES)?]),
        (libc::SYS_unshare, vec![no_flag(NAMESPACES | NAMESPACE_OF_TIME)?]),
        // Another process that has used up its time, which can be made none, is killed.
        (libc::SYS_prlimit64, vec![own_process(0)?]),
        (libc::SYS_setpriority, vec![argument(0, SeccompCmpOp::Eq, libc::PRIO_PROCESS as u64)?, own_process(1)?]),
        (libc::SYS_ioprio_set, vec![argument(0, SeccompCmpOp::Eq, IOPRIO_WHO_PROCESS)?, own_process(1)?]),
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

/// A pair of datagram sockets, of which each can send to any other of the machine by its path; sending that connects.
fn ways_around() -> Result<Rules, seccompiler::BackendError> {
    let with = |index, bits: i32| {
        let condition = argument(index, SeccompCmpOp::MaskedEq(bits as u64), bits as u64)?;
        Ok::<_, seccompiler::BackendError>(vec![SeccompRule::new(vec![condition])?])
    };
    Ok(Rules::from([
        // Raw ones as well: the kernel makes these of them.
        (libc::SYS_socketpair, with(1, libc::SOCK_DGRAM)?),
        (libc::SYS_sendto, with(3, libc::MSG_FASTOPEN)?),
        (libc::SYS_sendmsg, with(2, libc::MSG_FASTOPEN)?),
        (libc::SYS_sendmmsg, with(3, libc::MSG_FASTOPEN)?),
    ]))
}

/// Sockets that are not the internet's.
fn other_families() -> Result<Vec<SeccompRule>, seccompiler::BackendError> {
    let families = [libc::AF_INET, libc::AF_INET6];
    let conditions = families.map(|family| argument(0, SeccompCmpOp::Ne, family as u64));
    Ok(vec![SeccompRule::new(conditions.into_iter().collect::<Result<_, _>>()?)?])
}

/// The kernel reads 32 bits of each of these.
fn argument(index: u8, compare: SeccompCmpOp, value: u64) -> Result<SeccompCondition, seccompiler::BackendError> {
    SeccompCondition::new(index, SeccompCmpArgLen::Dword, compare, value)
}
