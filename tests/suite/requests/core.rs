//! A process that holds keys leaves no image of its memory on the disk.

use crate::support::database::Database;
use crate::support::site::Site;

#[test]
#[cfg(target_os = "linux")]
fn a_running_server_may_write_no_core() {
    let limit = |process: u32| -> Vec<String> {
        let limits = std::fs::read_to_string(format!("/proc/{process}/limits")).unwrap();
        let line = limits
            .lines()
            .find_map(|line| line.strip_prefix("Max core file size"));
        line.unwrap()
            .split_whitespace()
            .map(str::to_owned)
            .collect()
    };
    let site = Site::launch(Database::Sqlite, "netvaerksevaluering");
    let server = limit(site.process());
    assert_eq!(server[..2], ["0", "0"], "neither now nor later: {server:?}");
    // The control: the test itself may still be allowed one, so that the line is read and the server was not merely born so.
    let here = limit(std::process::id());
    assert_eq!(here.len(), 3, "{here:?}");
    println!("this process: {here:?}");
}
