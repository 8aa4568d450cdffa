//! CPU time as Linux counts it, in microseconds.

/// Ticks of `/proc/<pid>/stat` in a second: the kernel's ABI fixes them.
const TICKS: f64 = 100.0;

/// User and system time of a process, threads that have ended included.
pub(crate) fn of_process(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    // The name of the program, in parentheses, may hold anything.
    let (_, fields) = stat.rsplit_once(')').unwrap();
    let ticks: f64 = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(|field| field.parse::<f64>().unwrap())
        .sum();
    ticks * 1e6 / TICKS
}

/// Time of this thread, to the nanosecond.
pub(crate) fn of_this_thread() -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    let nanoseconds: f64 = stat.split_whitespace().next().unwrap().parse().unwrap();
    nanoseconds / 1e3
}
