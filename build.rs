//! Names the commit and its date for `deskgram --version`, in a release build from a checkout.
//!
//! `BUILD_COMMIT` from the environment wins: an image is built without the history. A debug build names no commit, since it
//! would have to be compiled again after each one.

use std::env;
use std::process::Command;

#[expect(clippy::disallowed_methods, reason = "a build script has no settings but its environment")]
fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=BUILD_COMMIT");
    if env::var_os("BUILD_COMMIT").is_some() || env::var_os("PROFILE").is_none_or(|name| name != "release") {
        return;
    }
    // HEAD moves when a branch is checked out, its log with every commit.
    for name in ["HEAD", "logs/HEAD"] {
        if let Some(path) = ask_git(&["rev-parse", "--git-path", name]) {
            println!("cargo:rerun-if-changed={path}");
        }
    }
    if let Some(commit) = ask_git(&["log", "-1", "--format=%h %cs"]) {
        println!("cargo:rustc-env=BUILD_COMMIT={commit}");
    }
}

/// What git says on one line; nothing outside of a checkout, or without git.
fn ask_git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let line = String::from_utf8(output.stdout).ok()?;
    (output.status.success() && !line.trim().is_empty()).then(|| line.trim().to_owned())
}
