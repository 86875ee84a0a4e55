//! The official library, asked by the scripts in `tests/judge`.

use std::{path::PathBuf, process::Command};

use super::{limited, root};

/// The Python that has the official library.
pub(crate) fn python() -> PathBuf {
    let python = std::env::var_os("OAK_JUDGE_PYTHON")
        .map_or_else(|| root().join(".cache/judge/bin/python"), PathBuf::from);
    assert!(
        python.exists(),
        "{} is not there: run `cargo xtask test`, which installs the official library, or set OAK_JUDGE_PYTHON to a \
         Python that has depthai 2.33.0.0",
        python.display()
    );
    python
}

/// A script of `tests/judge` under a time limit, which ends it if it hangs.
pub(crate) fn script(name: &str) -> Command {
    let mut command = limited(python());
    command
        .arg(root().join("tests/judge").join(name))
        .env("PYTHONDONTWRITEBYTECODE", "1");
    command
}
