//! What `access_log` says when it cannot do its work: one line, and an exit status.

use crate::program::{access_log, file};

#[test]
fn a_wrong_command_line_ends_with_status_2() {
    let unknown = access_log(["--follow"]).complaint(2);
    assert_eq!(
        unknown,
        "access_log: invalid option '--follow'; see --help\n"
    );
    let escaped = access_log(["--\x1b[2J"]).complaint(2);
    assert_eq!(
        escaped,
        "access_log: invalid option '--\\x1B[2J'; see --help\n"
    );
    let second = access_log(["a.log", "b.log"]).complaint(2);
    assert_eq!(
        second,
        "access_log: unexpected argument \"b.log\"; see --help\n"
    );
}

#[test]
fn help_tells_usage_memory_and_exit_status() {
    let help = access_log(["--help"]).report();
    for part in ["Usage: access_log [FILE|-]", "below 32 MiB", "Exit status:"] {
        assert!(help.contains(part), "{part} is missing in:\n{help}");
    }
    assert_eq!(access_log(["-h"]).report(), help);
}

#[cfg(unix)]
mod of_the_system {
    use std::fs::{self, File, Permissions};
    use std::io::{ErrorKind, Write};
    use std::net::{TcpListener, TcpStream};
    use std::os::fd::OwnedFd;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    use std::process::Stdio;

    use super::{access_log, file};
    use crate::program::{Ended, example};

    #[test]
    fn a_missing_file() {
        assert_eq!(
            access_log(["no/such.log"]).complaint(1),
            "access_log: cannot read no/such.log: No such file or directory (os error 2)\n",
        );
    }

    #[test]
    fn a_directory() {
        assert_eq!(
            access_log(["/"]).complaint(1),
            "access_log: cannot read /: Is a directory (os error 21)\n",
        );
    }

    #[test]
    fn a_file_that_must_not_be_read() {
        let path = file("forbidden.log", b"");
        fs::set_permissions(&path, Permissions::from_mode(0o000)).unwrap();
        let mut command = example("access_log");
        command.arg(&path);
        if File::open(&path).is_ok() {
            // Root may read everything, so somebody else has to try: nobody.
            command.uid(65534).gid(65534);
        }
        let output = match command.output() {
            // The program itself is where nobody may go, so there is nothing to try this with.
            Err(error) if error.kind() == ErrorKind::PermissionDenied => return,
            output => output.unwrap(),
        };
        assert_eq!(
            Ended::from(output).complaint(1),
            format!(
                "access_log: cannot read {}: Permission denied (os error 13)\n",
                path.display()
            ),
        );
    }

    #[test]
    fn control_characters_in_the_name_of_a_file() {
        assert_eq!(
            access_log(["a\x1b[2J\nb.log"]).complaint(1),
            "access_log: cannot read a\\x1B[2J\\x0Ab.log: No such file or directory (os error 2)\n",
        );
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_read_that_fails() {
        // Nothing is mapped at address zero, so the very first read is an error of the device.
        assert_eq!(
            access_log(["/proc/self/mem"]).complaint(1),
            "access_log: cannot read /proc/self/mem: Input/output error (os error 5)\n",
        );
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_read_that_fails_after_two_lines() {
        let listener = TcpListener::bind("localhost:0").unwrap();
        let mut log = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
        let (mut sender, _) = listener.accept().unwrap();
        sender.write_all(b"one\ntwo\n").unwrap();
        // Closed with something unread, a connection is reset and not ended.
        log.write_all(b"unread").unwrap();
        sender.peek(&mut [0]).unwrap();
        drop(sender);

        let mut command = example("access_log");
        command.arg("-").stdin(Stdio::from(OwnedFd::from(log)));
        assert_eq!(
            Ended::from(command.output().unwrap()).complaint(1),
            "access_log: cannot read standard input beyond line 2: \
             Connection reset by peer (os error 104)\n",
        );
    }

    #[test]
    fn standard_input_that_cannot_be_read() {
        let mut command = example("access_log");
        command.arg("-").stdin(File::open("/").unwrap());
        assert_eq!(
            Ended::from(command.output().unwrap()).complaint(1),
            "access_log: cannot read standard input: Is a directory (os error 21)\n",
        );
    }

    #[test]
    fn nobody_reads_the_report() {
        let mut command = example("access_log");
        let mut child = command.arg("-").stdin(Stdio::piped()).spawn().unwrap();
        // The pipe is closed for certain before the input ends, and so before the report starts.
        drop(child.stdout.take());
        child.stdin.take().unwrap().write_all(b"a line\n").unwrap();
        Ended::from(child.wait_with_output().unwrap()).report();
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn the_disk_is_full() {
        let mut command = example("access_log");
        command.stdout(File::options().write(true).open("/dev/full").unwrap());
        assert_eq!(
            Ended::from(command.output().unwrap()).complaint(1),
            "access_log: cannot write the report: No space left on device (os error 28)\n",
        );
    }
}
