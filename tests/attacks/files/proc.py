"""What the kernel tells of processes, devices and the machine, as files."""


def attempt():
    for name in ["/proc/self/environ", "/proc/self/cmdline", "/proc/self/maps", "/proc/self/fd/0", "/proc/thread-self/status",
                 "/proc/1/status", "/proc/version", "/sys/kernel/mm/transparent_hugepage/enabled", "/dev/urandom", "/dev/null",
                 "/etc/hostname", "/etc/passwd"]:
        try:
            return "got %d bytes of %s" % (len(open(name, "rb").read(64)), name)
        except OSError as error:
            last = error
    raise last
