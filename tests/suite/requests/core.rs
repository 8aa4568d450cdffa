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
    // The control: this process, which the server was started by, may have one later on. Where nobody may, there is nothing to see.
    let here = limit(std::process::id());
    if here[1] == "0" {
        println!("no process may write a core here, so the server has nothing to switch off");
    } else {
        assert_ne!(here[1], server[1]);
    }
}
